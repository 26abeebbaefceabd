"""What is left out of a report whose forms would be too large: the least telling parts first."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import TypeVar

from debugpage.render.highlight import WINDOWS_KEPT
from debugpage.render.shorten import with_shorter_texts
from debugpage.render.story import telling_order
from debugpage.report import Entry, Frame, Report, Source, Value

Form = TypeVar("Form", str, bytes)
MOST_BYTES, MOST_BYTES_OF_RECURSION = 980_000, 195_000
"""Bytes of one form of a report."""
PARTS = (1, 2, 4, 8, 16, 32)
"""By what the bounds below are divided, one after the other, until a form is small enough."""
FRAMES_IN_FULL, FRAMES_OF_RECURSION_IN_FULL = 40, 8
"""Frames that show their whole window; further ones show the failing line and its neighbours."""
NEIGHBOURS = 1
CHARACTERS_WITH_CHILDREN = 120_000
"""Characters of values printed, with what they hold, before further ones are printed bare."""
CHARACTERS = 240_000
"""Characters of values printed before further locals are only counted."""
MOST_CHARACTERS = 2 * CHARACTERS
"""Characters of values printed before not even failing values are."""
SHARE_OF_RECURSION = 8
"""How many times as much a value of a deep stack counts: its frames say the same again."""
MARKUP = 110
"""Characters that a value costs at most beside its own name and text."""


def fitting(report: Report, write: Callable[[Report], Form], *, whole: bool = False) -> Form:
    """Return what `write` makes of the report, cut down until that has at most so many bytes.

    They are `MOST_BYTES`, or `MOST_BYTES_OF_RECURSION` after a RecursionError, and where a stack
    was so deep that capturing it left frames out. `whole` has the
    report tried as it is, before any of it is left out.
    """
    most = MOST_BYTES_OF_RECURSION if _is_recursion(report) else MOST_BYTES
    order = [number for number, _ in telling_order(report)]
    cuts = (thrifty(report, order, part) for part in PARTS)
    forms = map(write, chain([report] if whole else [], cuts))
    form = next(forms)
    while not _fits(form, most) and (smaller := next(forms, None)) is not None:
        form = smaller
    return form


def _fits(form: str | bytes, most: int) -> bool:
    """Tell whether a form has at most so many bytes; a character has up to four of them."""
    if isinstance(form, bytes) or len(form) * 4 <= most:
        return len(form) <= most
    return len(form.encode("utf-8", "surrogatepass")) <= most


def thrifty(report: Report, order: Iterable[int], part: int = 1) -> Report:
    """Return the report with its problems cut down; those first in `order` keep the most.

    Reports of a usual size are returned as they are. Within a problem the innermost frames are
    the last to lose anything. All bounds are divided by `part`; from 2 on, texts are cut, too.
    """
    problems = list(report.problems)
    is_recursion = _is_recursion(report)
    frames_in_full = (FRAMES_OF_RECURSION_IN_FULL if is_recursion else FRAMES_IN_FULL) // part
    share = part * (SHARE_OF_RECURSION if is_recursion else 1)
    if part == 1 and _is_small(report, frames_in_full, share):
        return report
    frames, spent = 0, 0
    for number in order:
        kept = []
        for frame in problems[number].frames[::-1]:
            thin = frame if frames < frames_in_full else _narrowed(frame)
            thin, spent = _with_fewer_values(thin, spent, share)
            frames += 1
            kept.append(thin)
        problems[number] = problems[number]._replace(frames=tuple(kept[::-1]))
    thin_report = report._replace(problems=tuple(problems))
    return thin_report if part == 1 else with_shorter_texts(thin_report, part)


def _is_small(report: Report, frames_in_full: int, share: int) -> bool:
    """Tell whether no frame of the report has to lose anything."""
    frames = [frame for problem in report.problems for frame in problem.frames]
    if len(frames) > frames_in_full:
        return False
    valued = (frame for frame in frames if frame.values or frame.locals)
    weight = sum(_weight((*frame.values, *frame.locals)) for frame in valued)
    return share * weight <= CHARACTERS_WITH_CHILDREN


def _is_recursion(report: Report) -> bool:
    return any(
        problem.type == "RecursionError" or problem.frames_omitted for problem in report.problems
    )


def _narrowed(frame: Frame) -> Frame:
    if frame.source is None:
        return frame
    return frame._replace(source=_neighbourhood(frame.source, frame.line))


@lru_cache(maxsize=WINDOWS_KEPT)
def _neighbourhood(source: Source, line: int) -> Source:
    top, bottom = (source.span.line, source.span.end_line) if source.span else (line, line)
    start = max(top - NEIGHBOURS - source.first, 0)
    end = max(bottom + NEIGHBOURS - source.first + 1, start)
    lines = source.lines[start:end]
    return source._replace(first=source.first + start, lines=lines, inside="")


def _with_fewer_values(frame: Frame, spent: int, share: int) -> tuple[Frame, int]:
    """Return the frame with what the characters left afford, its failing values served first.

    With it comes how many are spent then.
    """
    whole = spent + share * _weight((*frame.values, *frame.locals))
    if whole <= CHARACTERS_WITH_CHILDREN:
        return frame, whole
    priced = _priced(frame.values, spent, share)
    values = tuple(entry for entry, before in priced if before < MOST_CHARACTERS)
    priced = _priced(frame.locals, spent + share * _weight(values), share)
    names = tuple(entry for entry, before in priced if before < CHARACTERS)
    lost = _names(*frame.values, *frame.locals) - _names(*values, *names)
    omitted = frame.locals_omitted + len(lost)
    thin = frame._replace(values=values, locals=names, locals_omitted=omitted)
    return thin, spent + share * _weight((*values, *names))


def _names(*entries: Entry) -> set[str]:
    return {entry.name for entry in entries}


def _priced(entries: Iterable[Entry], spent: int, share: int) -> Iterator[tuple[Entry, int]]:
    """Yield entries, bare once there is little left, with what was spent before each."""
    for entry in entries:
        kept, price = entry, share * _weight((entry,))
        if spent + price > CHARACTERS_WITH_CHILDREN:
            kept = Entry(entry.name, _closed(entry.value))
            price = share * _weight((kept,))
        yield kept, spent
        spent += price


def _closed(value: Value) -> Value:
    return value._replace(children=(), omitted=value.omitted + len(value.children))


def _weight(entries: Iterable[Entry]) -> int:
    pending, weight = list(entries), 0
    for name, (_, text, _, _, children, _) in pending:  # which grows meanwhile
        weight += len(name) + len(text)
        if children:
            pending += children
    return weight + MARKUP * len(pending)
