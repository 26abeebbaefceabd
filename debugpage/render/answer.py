"""A command's answer as JSON text, within a bound: the deepest items of values go first."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from debugpage.render.json_document import plain
from debugpage.render.shorten import without_middle
from debugpage.report import Entry, Value

MOST_BYTES = 1 << 20
"""Bytes of an answer."""
TEXT_LENGTH = 20_000
"""Characters kept of a text in an answer that is too large; each may become twelve bytes."""


def answer_text(members: Mapping[str, Any]) -> str:
    """Return members as a JSON object in ASCII, shortened step by step until it is small enough.

    Members are JSON data or records of the model. What values lose is counted in them, and a page
    can ask for it; long texts lose their middle. What a console printed is bounded already, by
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
    return json.dumps({name: plain(member) for name, member in members.items()})


def _steps() -> Iterator[Callable[[Any], Any]]:
    yield from (partial(_to_depth, depth) for depth in (2, 1, 0))
    yield _without_middle


def _to_depth(depth: int, member: Any) -> Any:
    """Return a value with the items of so many levels below it; anything else as it is."""
    if not isinstance(member, Value):
        return member
    if depth == 0:
        return member._replace(children=(), omitted=member.omitted + len(member.children))
    kept = tuple(Entry(name, _to_depth(depth - 1, value)) for name, value in member.children)
    return member._replace(children=kept)


def _without_middle(member: Any) -> Any:
    return without_middle(member, TEXT_LENGTH) if isinstance(member, str) else member
