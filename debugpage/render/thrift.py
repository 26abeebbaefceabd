"""What is left out of a report whose page would be too large: the least telling parts first."""

from collections.abc import Iterable, Iterator

from debugpage.report import Entry, Frame, Report, Source, Value

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
"""How many times as much a value of a RecursionError counts: its frames say the same again."""
MARKUP = 110
"""Characters that a value costs beside its own name and text."""


def thrifty(report: Report, order: Iterable[int]) -> Report:
    """Return the report with its problems cut down; those first in `order` keep the most.

    Reports of a usual size are returned as they are. Within a problem the innermost frames are
    the last to lose anything.
    """
    problems = list(report.problems)
    is_recursion = any(problem.type == "RecursionError" for problem in problems)
    frames_in_full = FRAMES_OF_RECURSION_IN_FULL if is_recursion else FRAMES_IN_FULL
    share = SHARE_OF_RECURSION if is_recursion else 1
    frames, spent = 0, 0
    for number in order:
        kept = []
        for frame in problems[number].frames[::-1]:
            thin = frame if frames < frames_in_full else _narrowed(frame)
            thin = _with_fewer_values(thin, spent, share)
            frames, spent = frames + 1, spent + share * _weight((*thin.values, *thin.locals))
            kept.append(thin)
        problems[number] = problems[number]._replace(frames=tuple(kept[::-1]))
    return report._replace(problems=tuple(problems))


def _narrowed(frame: Frame) -> Frame:
    if frame.source is None:
        return frame
    return frame._replace(source=_neighbourhood(frame.source, frame.line))


def _neighbourhood(source: Source, line: int) -> Source:
    top, bottom = (source.span.line, source.span.end_line) if source.span else (line, line)
    start = max(top - NEIGHBOURS - source.first, 0)
    end = max(bottom + NEIGHBOURS - source.first + 1, start)
    lines = source.lines[start:end]
    return source._replace(first=source.first + start, lines=lines, inside="")


def _with_fewer_values(frame: Frame, spent: int, share: int) -> Frame:
    """Return the frame with what the characters left afford, its failing values served first."""
    priced = _priced(frame.values, spent, share)
    values = tuple(entry for entry, before in priced if before < MOST_CHARACTERS)
    priced = _priced(frame.locals, spent + share * _weight(values), share)
    names = tuple(entry for entry, before in priced if before < CHARACTERS)
    omitted = frame.locals_omitted + len(frame.locals) - len(names)
    return frame._replace(values=values, locals=names, locals_omitted=omitted)


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
    return sum(MARKUP + len(entry.name) + len(entry.value.text) for entry in _walk(entries))


def _walk(entries: Iterable[Entry]) -> Iterator[Entry]:
    pending = list(entries)
    while pending:
        entry = pending.pop()
        yield entry
        pending += entry.value.children
