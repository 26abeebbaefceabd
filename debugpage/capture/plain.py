"""Python's own plain text of a traceback, written from what was captured."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from debugpage.report import Frame, Problem, Source, Span, predecessor

_CAUSE = "The above exception was the direct cause of the following exception:"
_CONTEXT = "During handling of the above exception, another exception occurred:"
_MOST_REPEATS = 3
"""How often Python shows the same line of a recursion, before it counts."""
_MOST_KEPT = 512
"""Frames whose lines are remembered."""


def plain_traceback(problems: tuple[Problem, ...]) -> str:
    """Return the text of `problems[0]` with its chain and groups, as `traceback` would print it."""
    return "\n".join(_chain(problems, 0, set())) + "\n"


def _chain(problems: tuple[Problem, ...], top: int, seen: set[int]) -> Iterator[str]:
    order: list[int] = []
    here: int | None = top
    while here is not None and here not in seen:
        seen.add(here)
        order.append(here)
        here = predecessor(problems[here])
    for position, index in enumerate(reversed(order)):
        if position:
            yield from ("", _CONTEXT if problems[index].cause is None else _CAUSE, "")
        yield from _problem(problems, index, seen)


def _problem(problems: tuple[Problem, ...], index: int, seen: set[int]) -> Iterator[str]:
    problem = problems[index]
    grouped = bool(problem.members)
    if problem.frames:
        yield f"{'Exception Group ' if grouped else ''}Traceback (most recent call last):"
        yield from _frames(problem)
    yield from headline(problem).split("\n")
    for note in problem.notes:
        yield from note.split("\n")
    for number, member in enumerate(problem.members, 1):
        yield f"  +---------------- {number} ----------------"
        told = [_again(problems[member])] if member in seen else _chain(problems, member, seen)
        yield from (f"  | {line}" for line in told)
    if problem.members_omitted:
        yield f"  +---------------- and {problem.members_omitted:,} more ----------------"


def _again(problem: Problem) -> str:
    first, _, _ = headline(problem).partition("\n")
    return f"{first} (told elsewhere here)"


def headline(problem: Problem) -> str:
    """Return `module.Type: message` of an exception, as Python prints it."""
    name = f"{problem.module}.{problem.type}" if problem.module else problem.type
    return f"{name}: {problem.message}" if problem.message else name


def _frames(problem: Problem) -> Iterator[str]:
    cut = problem.omitted_after + 1
    yield from _folded(problem.frames[:cut])
    if problem.frames_omitted:
        yield f"  … {problem.frames_omitted:,} frames left out …"
    yield from _folded(problem.frames[cut:])


def _folded(frames: tuple[Frame, ...]) -> Iterator[str]:
    """Yield the lines of frames; of one that comes back again and again only the first few."""
    for _, group in groupby(frames, attrgetter("file", "line", "function")):
        same = list(group)
        for frame in same[:_MOST_REPEATS]:
            yield from _told(frame.file, frame.line, frame.function, frame.source)
        more = len(same) - _MOST_REPEATS
        if more > 0:
            yield f"  [Previous line repeated {more} more time{'s' if more > 1 else ''}]"


@lru_cache(maxsize=_MOST_KEPT)
def _told(file: str, line: int, function: str, source: Source | None) -> tuple[str, ...]:
    """Return the lines of a frame, most of which come back in the next error."""
    where = "" if function == "<syntax>" else f", in {function.rpartition('.')[2]}"
    place = f'  File "{file}", line {line}{where}'
    if source is None or (text := source.text_at(line)) is None:
        return (place,)
    marks = _marks(line, text, source.span)
    return place, f"    {text.strip()}", *([f"    {marks}"] if marks else [])


def _marks(number: int, line: str, span: Span | None) -> str:
    """Return carets below the failing range, or nothing where it is the whole line."""
    if span is None or span.line != number:
        return ""
    indent = len(line) - len(line.lstrip())
    end = span.end_column if span.end_line == number else len(line.rstrip())
    if span.column <= indent and end >= len(line.rstrip()):
        return ""
    return " " * (span.column - indent) + "^" * max(1, end - span.column)
