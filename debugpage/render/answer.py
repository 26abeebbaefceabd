"""A command's answer as JSON text, within a bound: the deepest items of values go first."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from debugpage.render.json_document import plain
from debugpage.render.shorten import without_middle
from debugpage.render.story import telling_order
from debugpage.render.thrift import thrifty
from debugpage.report import Entry, Report, Value

MOST_BYTES = 1 << 20
"""Bytes of an answer."""
TEXT_LENGTH = 20_000
"""Characters kept of a text in an answer that is too large; each may become twelve bytes."""


def answer_text(members: Mapping[str, Any]) -> str:
    """Return members as a JSON object in ASCII, shortened step by step until it is small enough.

    Members are JSON data, records of the model, or tuples of entries; of a report its traceback is
    told, and its problems. What values lose is counted in them, and a page can ask for it; long
    texts lose their middle. What a console printed is bounded already, by
    `debugpage.console.output.LIMIT`, and stays as it is.
    """
    text = _text(members)
    for shorten in _steps():
        if len(text) <= MOST_BYTES:
            break
        members = {name: shorten(member) for name, member in members.items()}
        text = _text(members)
    return text


def _text(members: Mapping[str, Any]) -> str:
    return json.dumps({name: _told(member) for name, member in members.items()})


def _told(member: Any) -> Any:
    if not isinstance(member, Report):
        return plain(member)
    kept = {"problems": plain(member.problems), "problems_omitted": member.problems_omitted}
    return {"traceback": member.traceback, "report": kept if member.problems else None}


def _steps() -> Iterator[Callable[[Any], Any]]:
    for depth, part in ((2, 1), (1, 4), (0, 32)):
        yield partial(_cut_down, depth, part)
    yield _without_middle


def _cut_down(depth: int, part: int, member: Any) -> Any:
    """Return a value with the items of so many levels below it, and a part of a report."""
    if isinstance(member, Report):
        return thrifty(member, (number for number, _ in telling_order(member)), part)
    if isinstance(member, Value):
        return _to_depth(depth, member)
    return _entries_to_depth(depth, member) if type(member) is tuple else member


def _to_depth(depth: int, value: Value) -> Value:
    if depth == 0:
        return value._replace(children=(), omitted=value.omitted + len(value.children))
    return value._replace(children=_entries_to_depth(depth - 1, value.children))


def _entries_to_depth(depth: int, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(Entry(name, _to_depth(depth, value)) for name, value in entries)


def _without_middle(member: Any) -> Any:
    if isinstance(member, Report):
        shorter = without_middle(member.traceback, TEXT_LENGTH)
        return member._replace(traceback=shorter, problems=())
    return without_middle(member, TEXT_LENGTH) if isinstance(member, str) else member
