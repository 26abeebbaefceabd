"""What is left out of a report whose page would be too large: the least telling parts first."""

from collections.abc import Iterable, Iterator

from debugpage.report import Entry, Frame, Report, Source, Value

FRAMES_IN_FULL = 100
"""Frames that show their whole window; further ones show the failing line and its neighbours."""
NEIGHBOURS = 1
NODES_WITH_CHILDREN = 1_500
"""Values printed, counting what they hold, before further ones are printed without it."""
NODES = 3_000
"""Values printed before the locals of further frames are only counted."""


def thrifty(report: Report, order: Iterable[int]) -> Report:
    """Return the report with its problems cut down; those first in `order` keep the most.

    Reports of a usual size are returned as they are. Within a problem the innermost frames are
    the last to lose anything.
    """
    problems = list(report.problems)
    frames, nodes = 0, 0
    for number in order:
        kept = []
        for frame in problems[number].frames[::-1]:
            thin = _with_fewer_values(_narrowed(frame, frames), nodes)
            frames, nodes = frames + 1, nodes + _count((*thin.values, *thin.locals))
            kept.append(thin)
        problems[number] = problems[number]._replace(frames=tuple(kept[::-1]))
    return report._replace(problems=tuple(problems))


def _narrowed(frame: Frame, frames_before: int) -> Frame:
    if frame.source is None or frames_before < FRAMES_IN_FULL:
        return frame
    return frame._replace(source=_neighbourhood(frame.source, frame.line))


def _neighbourhood(source: Source, line: int) -> Source:
    top, bottom = (source.span.line, source.span.end_line) if source.span else (line, line)
    start = max(top - NEIGHBOURS - source.first, 0)
    end = max(bottom + NEIGHBOURS - source.first + 1, start)
    lines = source.lines[start:end]
    return source._replace(first=source.first + start, lines=lines, inside="")


def _with_fewer_values(frame: Frame, nodes_before: int) -> Frame:
    if nodes_before < NODES_WITH_CHILDREN:
        return frame
    bare = frame._replace(values=_bare(frame.values), locals=_bare(frame.locals))
    if nodes_before < NODES:
        return bare
    return bare._replace(locals=(), locals_omitted=frame.locals_omitted + len(frame.locals))


def _bare(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(Entry(name, _closed(value)) for name, value in entries)


def _closed(value: Value) -> Value:
    return value._replace(children=(), omitted=value.omitted + len(value.children))


def _count(entries: Iterable[Entry]) -> int:
    return sum(1 for _ in _walk(entries))


def _walk(entries: Iterable[Entry]) -> Iterator[Entry]:
    pending = list(entries)
    while pending:
        entry = pending.pop()
        yield entry
        pending += entry.value.children
