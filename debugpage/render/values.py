"""Values as HTML: tables of names, and trees of what they hold.

There are hundreds on a page, so they are written here and not by a template. Every text goes
through `content`; the rest is this module's own, or the kind of a value, which is one of a few.
End tags that HTML lets be left out are (13.1.2.4).
"""

from collections.abc import Iterator, Sequence
from typing import get_args

from markupsafe import Markup

from debugpage.render.escape import content
from debugpage.render.words import caption, counted, is_unread
from debugpage.report import Entry, Frame, Kind, Value

DEEPEST = 8
"""Levels of a tree that are written; what is deeper can be loaded."""
_OPEN = {kind: f'<code class="v {kind}">' for kind in get_args(Kind)}
_HEAD = (
    '<div class="data" tabindex="0"><table aria-label="Values">'
    '<colgroup><col class="name"><col></colgroup>'
)


def table(frame: Frame) -> Markup:
    """Return the table of a frame's values: those at the marked line, and its other locals."""
    shown = {entry.name for entry in frame.values}
    others = [entry for entry in frame.locals if entry.name not in shown]
    if not (frame.values or others or frame.locals_omitted):
        return Markup()
    parts = [_HEAD]
    if frame.values:
        parts += _rows("At the marked line", frame.values, ' class="near"')
    if others:
        parts += _rows("Other locals" if frame.values else "Locals", others, "")
    if frame.locals_omitted:
        omitted = counted(frame.locals_omitted, "further value")
        parts.append(f'<tbody><tr><td colspan="2" class="gap">{omitted} left out')
    return Markup("".join([*parts, "</table></div>"]))  # noqa: S704 - written here, texts escaped


def _rows(title: str, entries: Sequence[Entry], mark: str) -> Iterator[str]:
    yield f'<tbody{mark}><tr><th colspan="2" scope="rowgroup">{title}'
    for name, value in entries:
        yield f'<tr><th scope="row">{content(name)}<td>'
        yield from _tree(value, 0)


def _tree(value: Value, depth: int) -> Iterator[str]:
    if value.children and depth < DEEPEST:
        yield f'<details class="value"><summary>{_line(value)}</summary><ul>'
        for name, item in value.children:
            yield f'<li><span class="key">{content(name)}</span> '
            yield from _tree(item, depth + 1)
        if value.omitted:
            omitted = counted(value.omitted, "further item")
            yield f'<li class="gap" data-more="{value.omitted}">{omitted} left out'
        yield "</ul></details>"
    elif is_unread(value):  # a mark for the page's scripts, which can load it
        yield f"<span data-unread>{_line(value)}</span>"
    else:
        yield _line(value)


def _line(value: Value) -> str:
    of = caption(value)
    line = f"{_OPEN[value.kind]}{content(value.text)}</code>"
    return f'{line} <span class="of">{content(of)}</span>' if of else line
