"""The graph of an exception: its causes, contexts and group members, in a flat bounded list."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

MOST_PROBLEMS = 60
MOST_MEMBERS = 40
"""Members of one exception group that are kept."""

_cause = BaseException.__dict__["__cause__"].__get__
_context = BaseException.__dict__["__context__"].__get__
_suppressed = BaseException.__dict__["__suppress_context__"].__get__
_members = BaseExceptionGroup.__dict__["exceptions"].__get__


class Link(NamedTuple):
    """One exception of the graph; its relations are indexes into the list it stands in.

    A member that a group has more than once is named once.
    """

    error: BaseException
    cause: int | None
    context: int | None
    context_suppressed: bool
    members: tuple[int, ...]
    members_omitted: int


class Graph(NamedTuple):
    """All exceptions that are kept, the one that was caught first; `omitted` were left out."""

    links: list[Link]
    omitted: int


def graph_of(error: BaseException) -> Graph:
    """Return the exceptions reachable from the one that was caught.

    Nothing here calls code of the application, and cycles end where they close. Of a chain that
    is too long, the beginning and the end (the root cause) are kept and joined.
    """
    found = list(_reachable(error))
    kept = found
    if len(found) > MOST_PROBLEMS:
        half = MOST_PROBLEMS // 2
        kept = found[:half] + found[-half:]
    index = {id(one): number for number, one in enumerate(kept)}
    follower = {id(one): after for one, after in pairwise(found)}
    return Graph([_link(one, index, follower) for one in kept], len(found) - len(kept))


def _reachable(error: BaseException) -> Iterator[BaseException]:
    """Yield every exception once: a group's members first, then its cause and its context."""
    seen, waiting = {id(error)}, [error]
    while waiting:
        one = waiting.pop()
        yield one
        for other in reversed([*_kept_members(one)[0], *_predecessors(one)]):
            if id(other) not in seen:
                seen.add(id(other))
                waiting.append(other)


def _predecessors(error: BaseException) -> list[BaseException]:
    return [one for one in (_cause(error), _context(error)) if one is not None]


def _kept_members(error: BaseException) -> tuple[tuple[BaseException, ...], int]:
    if not issubclass(type(error), BaseExceptionGroup):
        return (), 0
    members: tuple[BaseException, ...] = _members(error)
    return members[:MOST_MEMBERS], max(0, len(members) - MOST_MEMBERS)


def _link(error: BaseException, index: dict[int, int], follower: dict[int, BaseException]) -> Link:
    members, omitted = _kept_members(error)
    kept = [index[id(one)] for one in members if id(one) in index]
    return Link(
        error,
        _index(_cause(error), index, follower),
        _index(_context(error), index, follower),
        bool(_suppressed(error)),
        tuple(dict.fromkeys(kept)),
        omitted + len(members) - len(kept),
    )


def _index(error: Any, index: dict[int, int], follower: dict[int, BaseException]) -> int | None:
    """Return the index of an exception; of one left out, that of the next one kept behind it."""
    while error is not None and id(error) not in index:
        error = follower.get(id(error))
    return None if error is None else index[id(error)]
