"""Values as HTML: tables of names, and trees of what they hold.

There are hundreds on a page, so they are written here and not by a template. Every text goes
through `content`; the rest is this module's own, or the kind of a value, which is one of a few.
Tags and quotes that HTML lets be left out are (13.1.2.3 and 4), and elements are told apart by
their names rather than by classes: `b` is a name, `code` a value, `i` its type.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import get_args

from markupsafe import Markup

from debugpage.render.escape import content
from debugpage.render.words import caption, counted, is_unread
from debugpage.report import Entry, Frame, Kind, Value

LINES_KEPT = 2_048
"""Lines that are remembered, a name and its value: most come back, in this page or the next."""
DEEPEST = 8
"""Levels of a tree that are written; what is deeper can be loaded."""
_OPEN = {kind: f"<code class={kind}>" for kind in get_args(Kind)} | {"plain": "<code>"}
"""The start of a value; `plain` is what most are, so that it needs no class."""
_HEAD = "<div class=data tabindex=0><table aria-label=Values><col class=name>"


def table(frame: Frame) -> Markup:
    """Return the table of a frame's values: those at the marked line, and its other locals.

    Of values that were not loaded it says so, and the page's scripts load them in its place.
    """
    if frame.unloaded is not None:
        return _unloaded(frame.unloaded)
    shown = {entry.name for entry in frame.values}
    others = [entry for entry in frame.locals if entry.name not in shown]
    if not (frame.values or others or frame.locals_omitted):
        return Markup()
    parts = [_HEAD]
    if frame.values:
        _write_rows("At the marked line", frame.values, " class=near", parts)
    if others:
        _write_rows("Other locals" if frame.values else "Locals", others, "", parts)
    if frame.locals_omitted:
        omitted = counted(frame.locals_omitted, "further value")
        parts.append(f"<tbody><tr><td colspan=2 class=gap>{omitted} left out")
    parts.append("</table></div>")
    return Markup("".join(parts))  # noqa: S704 - written here, texts escaped


@lru_cache(maxsize=128)
def _unloaded(number: int) -> Markup:
    values = counted(number, "local")
    return Markup(  # noqa: S704 - a number
        f'<div class="data" data-unloaded><p class="gap">The values here ({values}) '
        "were not loaded.</p></div>"
    )


def _write_rows(title: str, entries: Sequence[Entry], mark: str, parts: list[str]) -> None:
    parts.append(f"<tbody{mark}><tr><th colspan=2 scope=rowgroup>{title}")
    for entry in entries:
        has_tree = _has_tree(entry.value)
        parts.append(_head(entry) if has_tree else _row(entry))
        if has_tree:
            _write_tree(entry.value, 1, parts)


def _write_tree(value: Value, depth: int, parts: list[str]) -> None:
    parts.append(f"<details class=value><summary>{_line(value)}</summary><ul>")
    for entry in value.children:
        if depth < DEEPEST and _has_tree(entry.value):
            parts.append(f"<li><b>{_name(entry.name)}</b> ")
            _write_tree(entry.value, depth + 1, parts)
        else:
            parts.append(_item(entry))
    if value.omitted:
        omitted = counted(value.omitted, "further item")
        parts.append(f"<li class=gap data-more={value.omitted}>{omitted} left out")
    parts.append("</ul></details>")


def _has_tree(value: Value) -> bool:
    """Tell whether there is more in a value than its own line says, but for the items' numbers.

    A tree of what the line says already is loaded when it is opened, where that can be.
    """
    if not value.children or value.kind != "sequence":
        return bool(value.children)
    items = ", ".join([item.text for _, item in value.children])
    if value.text[1:-1] not in (items, f"{items}, …"):
        return True
    return any(item.children or caption(item) for _, item in value.children)


def _head(entry: Entry) -> str:
    return f"<tr><th scope=row>{_name(entry.name)}<td>"


@lru_cache(maxsize=LINES_KEPT)
def _row(entry: Entry) -> str:
    return _head(entry) + _leaf(entry.value)


@lru_cache(maxsize=LINES_KEPT)
def _item(entry: Entry) -> str:
    return f"<li><b>{_name(entry.name)}</b> {_leaf(entry.value)}"


def _leaf(value: Value) -> str:
    """Return a value on its line; one that is not all told with a mark for the page's scripts."""
    return f"<span data-unread>{_line(value)}</span>" if is_unread(value) else _line(value)


def _line(value: Value) -> str:
    of = caption(value)
    line = f"{_OPEN[value.kind]}{content(value.text)}</code>"
    return f"{line} <i>{_name(of)}</i>" if of else line


_name = lru_cache(maxsize=LINES_KEPT)(content)
