"""Sites: all that code itself says of a place in it, found once and remembered.

The same error comes back until it is understood, and a framework's frames are in all of them.
"""

from collections.abc import Sequence
from types import CodeType
from typing import NamedTuple

from debugpage.capture.source import excerpt
from debugpage.capture.source.chained import whole_of
from debugpage.capture.source.expressions import Expression, expressions_at, is_path
from debugpage.capture.source.heads import without_body
from debugpage.capture.source.unpacking import unpacked
from debugpage.report import Source, Span

SITES_KEPT = 1_024


class Site(NamedTuple):
    """A place in code: the lines around it, if there are any, and the expressions that failed.

    `paths` are those of the expressions that are names, and attributes of such.
    """

    source: Source | None
    expressions: tuple[Expression, ...]
    paths: tuple[Expression, ...]


class _Kept(NamedTuple):
    """A site with what it was found in: both stay alive, and so no others have their ids."""

    code: CodeType
    lines: Sequence[str]
    site: Site


_kept: dict[tuple[int, int, int, int], _Kept] = {}


def site_of(code: CodeType, instruction: int, line: int, lines: Sequence[str], margin: int) -> Site:
    """Return the site of an instruction, by its byte offset in `code`, whose file has the `lines`.

    line: the number of the failing line. margin: how many lines are shown on each side of it.
    """
    key = id(code), instruction, line, margin
    kept = _kept.get(key)
    if kept is not None and kept.code is code and kept.lines is lines:
        return kept.site
    site = _found(code, instruction, line, lines, margin)
    if len(_kept) >= SITES_KEPT:
        _kept.clear()
    _kept[key] = _Kept(code, lines, site)
    return site


def _found(code: CodeType, instruction: int, line: int, lines: Sequence[str], margin: int) -> Site:
    span = excerpt.span_of(lines, excerpt.position_of(code, instruction))
    span = without_body(lines, span)
    source = excerpt.window(lines, line, span, margin, code.co_firstlineno)
    telling = _telling(code, instruction, lines, span)
    expressions = expressions_at(code, lines, telling)
    return Site(source, expressions, tuple(filter(is_path, expressions)))


def _telling(
    code: CodeType, instruction: int, lines: Sequence[str], span: Span | None
) -> Span | None:
    """Return the range whose values tell most of why an instruction failed."""
    found = unpacked(code, instruction, lines)
    return found or (span and whole_of(code, lines, span)) or span
