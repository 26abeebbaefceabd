"""The frames of one exception as a timeline, newest call first, with the dull parts folded."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from debugpage.render.words import counted, is_quiet
from debugpage.report import Frame, Problem

LEAST_REPETITIONS = 3
LONGEST_CYCLE = 6
"""Recursion through up to this many functions is recognised."""


class Row(NamedTuple):
    """One frame. `is_open` is the one to look at; `is_repeat` shows lines shown already.

    `is_raise` is where the exception was raised.
    """

    frame: Frame
    is_open: bool = False
    is_repeat: bool = False
    is_raise: bool = False
    kind: Literal["row"] = "row"


class Gap(NamedTuple):
    """A place where this many frames were left out of the report."""

    frames: int
    kind: Literal["gap"] = "gap"


class Fold(NamedTuple):
    """Rows behind one line, which says what they are.

    `holds` names their kind, the same for folds of other reports: their libraries, say.
    """

    label: str
    rows: tuple[Row, ...]
    holds: str
    kind: Literal["fold"] = "fold"


def timeline(problem: Problem, opened: Frame | None = None) -> tuple[Row | Fold | Gap, ...]:
    """Return the rows of an exception: runs of library frames and repetitions are folded.

    The innermost frame, where the exception was raised, and `opened` are never folded.
    """
    frames = problem.frames[::-1]
    shown = _Shown(opened.id if opened else None, frames[0].id if frames else None)
    if not problem.frames_omitted:
        return tuple(_fold(frames, shown))
    inner = len(frames) - problem.omitted_after - 1
    return (
        *_fold(frames[:inner], shown),
        Gap(problem.frames_omitted),
        *_fold(frames[inner:], shown),
    )


class _Shown(NamedTuple):
    """The frames that are never folded, by id: the one to look at, and where it was raised."""

    opened: str | None
    raised: str | None


def _fold(frames: Sequence[Frame], shown: _Shown) -> list[Row | Fold]:
    rows: list[Row | Fold] = []
    keys = [_key(frame) for frame in frames]
    here = 0
    while here < len(frames):
        period, count = _repetition(keys, here)
        if count >= LEAST_REPETITIONS:
            rows += [_row(frame, shown) for frame in frames[here : here + period]]
            repeats = frames[here + period : here + period * count]
            rows.append(_repeated(repeats, period, count - 1))
            here += period * count
        else:
            end = _end_of_quiet(frames, here, shown)
            is_run = end - here > 1
            rows.append(_folded(frames[here:end]) if is_run else _row(frames[here], shown))
            here = max(end, here + 1)
    return rows


def _row(frame: Frame, shown: _Shown) -> Row:
    opened, raised = shown
    return Row(frame, frame.id == opened, False, frame.id == raised)


def _end_of_quiet(frames: Sequence[Frame], here: int, shown: _Shown) -> int:
    """Return the index behind a run of frames that can be folded, which begins `here` if at all."""
    while here < len(frames) and is_quiet(frames[here]) and frames[here].id not in shown:
        here += 1
    return here


def _folded(run: Sequence[Frame]) -> Fold:
    holds = " ".join(sorted({frame.library or "hidden" for frame in run}))
    return Fold(_census(run), tuple(map(Row, run)), holds)


def _census(run: Sequence[Frame]) -> str:
    """Return `12 frames in starlette, 3 in anyio`."""
    numbers = Counter(frame.library for frame in run)
    parts = [
        f"{number:,} in {library}" if library else f"{number:,} hidden"
        for library, number in numbers.items()
    ]
    first = run[0].library
    noun = counted(numbers[first], "frame" if first else "hidden frame")
    parts[0] = f"{noun} in {first}" if first else noun
    return ", ".join(parts)


def _repeated(repeats: Sequence[Frame], period: int, times: int) -> Fold:
    what = "the same call" if period == 1 else f"the same {period} calls"
    rows = tuple(Row(frame, is_repeat=True) for frame in repeats)
    return Fold(
        f"{what}, {counted(times, 'more time').replace('more times', 'times more')}",
        rows,
        "repeated",
    )


_Key = tuple[str, int, str]
"""What frames have in common that are the same call again."""


def _repetition(keys: Sequence[_Key], here: int) -> tuple[int, int]:
    """Return how many frames form a cycle that begins `here`, and how often it comes."""
    if keys[here] not in keys[here + 1 : here + 1 + LONGEST_CYCLE]:  # as with most
        return 1, 1
    for period in range(1, min(LONGEST_CYCLE, len(keys) - here - 1) + 1):
        if keys[here] != keys[here + period]:
            continue
        count = _count(keys, here, period)
        if count >= LEAST_REPETITIONS:
            return period, count
    return 1, 1


def _count(keys: Sequence[_Key], here: int, period: int) -> int:
    first = keys[here : here + period]
    count = 1
    while keys[here + period * count : here + period * (count + 1)] == first:
        count += 1
    return count


def _key(frame: Frame) -> _Key:
    return frame.file, frame.line, frame.function
