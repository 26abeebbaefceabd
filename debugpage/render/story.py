"""The order in which a report is told: what happened first stands first."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain as chained
from typing import NamedTuple

from debugpage.render.timeline import Fold, Gap, Row, timeline
from debugpage.render.words import counted, is_quiet, location, short_headline
from debugpage.report import Frame, Problem, Report, is_wrapper, predecessor


class Section(NamedTuple):
    """One exception and its frames.

    `number` is its index in the report, `relation` what it has to do with the one told before.
    `nth` counts the sections that would read the same up to this one, as of the members of a group.
    """

    number: int
    problem: Problem
    rows: tuple[Row | Fold | Gap, ...]
    relation: str = ""
    is_focus: bool = False
    nth: int = 1


class Branch(NamedTuple):
    """One line of the tree of exceptions: where it stands, and what it says."""

    number: int
    depth: int
    text: str
    relation: str = ""
    is_focus: bool = False


class Story(NamedTuple):
    """A report in telling order, and where the reader should look first.

    `labels` are the accessible names of the frames, by id.
    """

    sections: tuple[Section, ...]
    tree: tuple[Branch, ...]
    focus: Problem
    frame: Frame | None
    is_group: bool
    labels: dict[str, str]


_CAUSED = "which caused"
_DURING = "while it was handled, this was raised"
_MEMBER = "one of the group"
_ALONE = "the only one in"


def tell(report: Report) -> Story:
    """Return the story of a report. Chains and groups may be long, deep and even circular."""
    look_at, frame = focus(report)
    headlines = [short_headline(problem) for problem in report.problems]
    sections = tuple(_sections(report, headlines, look_at, frame))
    return Story(
        sections,
        tuple(_tree(report, headlines, look_at)),
        report.problems[look_at],
        frame,
        any(s.problem.members and not is_wrapper(s.problem) for s in sections),
        _labels(section.problem for section in sections),
    )


def _sections(
    report: Report, headlines: Sequence[str], look_at: int, opened: Frame | None
) -> Iterator[Section]:
    times: dict[tuple[str, str], int] = {}
    for index, relation in telling_order(report):
        problem, reading = report.problems[index], (relation, headlines[index])
        nth = times[reading] = times.get(reading, 0) + 1
        rows = _rows(problem, opened)
        yield Section(index, problem, rows, relation, index == look_at, nth)


def _labels(problems: Iterable[Problem]) -> dict[str, str]:
    """Return `rate_for, shop/tax.py:10` for each frame; a number tells apart those that recur."""
    labels: dict[str, str] = {}
    times: dict[str, int] = {}
    for frame in (frame for problem in problems for frame in problem.frames[::-1]):
        label = f"{frame.function}, {location(frame)}"
        nth = times[label] = times.get(label, 0) + 1
        labels[frame.id] = label if nth == 1 else f"{label} ({nth:,})"
    return labels


def _rows(problem: Problem, opened: Frame | None) -> tuple[Row | Fold | Gap, ...]:
    if not (is_wrapper(problem) and problem.frames) or opened in problem.frames:
        return timeline(problem, opened)
    label = f"{counted(len(problem.frames) + problem.frames_omitted, 'frame')} of the group"
    return (Fold(label, tuple(map(Row, problem.frames[::-1])), "group"),)


def focus(report: Report) -> tuple[int, Frame | None]:
    """Return the exception to look at first, by index, and the frame where it happened.

    That is the innermost application frame of the root cause. A library that fails within itself
    may raise again on its way out: then it is that of the first exception which has one, else the
    root cause's innermost frame. A group says little by itself, so its first member is looked at
    instead. Where that was never raised, the frame is one of the exception that was caught.
    """
    links, seen = chain(report, 0), set[int]()
    while report.problems[links[-1]].members and links[-1] not in seen:
        seen.add(links[-1])
        links = chain(report, report.problems[links[-1]].members[0])
    for index in reversed(links):
        if own := next(_own_frames(report.problems[index]), None):
            return index, own
    return links[-1], innermost(report.problems[links[-1]]) or innermost(report.problems[0])


def innermost(problem: Problem) -> Frame | None:
    """Return the innermost frame of the developer's own code, else the innermost of all."""
    return next(chained(_own_frames(problem), reversed(problem.frames)), None)


def _own_frames(problem: Problem) -> Iterator[Frame]:
    return (frame for frame in reversed(problem.frames) if not is_quiet(frame))


def chain(report: Report, index: int) -> list[int]:
    """Return the exception at `index` and those that came before it, newest first."""
    found = [index]
    seen = {index}
    while (before := predecessor(report.problems[found[-1]])) is not None and before not in seen:
        seen.add(before)
        found.append(before)
    return found


def telling_order(report: Report) -> list[tuple[int, str]]:
    """Return every exception once, by index, and what it has to do with the one before.

    Causes stand before effects and members before their group.
    """
    ordered: list[tuple[int, str]] = []
    seen = {0}
    # An exception is on the stack twice: first to put what came before it on top, then to be told.
    stack = [(0, False, "")]
    while stack:
        index, is_ready, relation = stack.pop()
        if is_ready:
            ordered.append((index, relation))
            continue
        problem = report.problems[index]
        before = predecessor(problem)
        earlier = [] if before is None or before in seen else [before]
        members = [member for member in problem.members if member not in seen]
        seen.update(earlier, members)
        wrapping = _ALONE if is_wrapper(problem) and members else relation
        stack.append((index, True, _relation(problem, before) if earlier else wrapping))
        among = "" if is_wrapper(problem) else _MEMBER
        stack += [(member, False, among) for member in reversed(members)]
        stack += [(other, False, "") for other in earlier]
    return ordered


def _relation(problem: Problem, before: int | None) -> str:
    return _CAUSED if problem.cause == before else _DURING


def _tree(report: Report, headlines: Sequence[str], look_at: int) -> list[Branch]:
    """Return the exceptions from the one caught downwards: members and causes below each."""
    branches: list[Branch] = []
    seen = {0}
    stack = [(0, 0, "")]
    while stack:
        index, depth, relation = stack.pop()
        problem = report.problems[index]
        branches.append(Branch(index, depth, headlines[index], relation, index == look_at))
        below = [(member, "") for member in problem.members]
        before = predecessor(problem)
        if before is not None:
            below.append(
                (before, "caused by" if problem.cause == before else "raised while handling")
            )
        fresh = [(other, how) for other, how in below if other not in seen]
        seen.update(other for other, _ in fresh)
        stack += [(other, depth + 1, how) for other, how in reversed(fresh)]
    return branches
