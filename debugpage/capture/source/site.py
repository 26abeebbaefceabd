"""Sites: all that code itself says of a place in it, found once and remembered.

The same error comes back until it is understood, and a framework's frames are in all of them.
"""

from collections.abc import Mapping, Sequence
from types import CodeType
from typing import Any, NamedTuple

from debugpage.capture.clip import clip
from debugpage.capture.source import excerpt, files
from debugpage.capture.source.chained import whole_of
from debugpage.capture.source.expressions import Expression, expressions_at
from debugpage.capture.source.heads import without_body
from debugpage.capture.source.library import Home, home_of_code
from debugpage.capture.source.stale import is_stale
from debugpage.capture.source.unpacking import unpacked
from debugpage.report import Source, Span

SITES_KEPT = 1_024
MARGIN_OF_LIBRARY = 2
"""Lines on each side of the failing one in a library's frames, but for the one that raised."""


class Ground(NamedTuple):
    """What a site is found in: where any of it has changed, the site is found anew.

    `lines` are those of the file of `code`, and `version` is the file's modification time
    (seconds). `module` and `file` are `__name__` and `__file__` of its globals. `project` is the
    folder that own files are shown against, and `margin` the number of lines on each side.
    """

    code: CodeType
    lines: Sequence[str]
    version: float
    module: str
    file: str
    project: str
    margin: int


class Site(NamedTuple):
    """A place in code: where that is, the lines around it, and the expressions that failed."""

    file: str
    path: str
    function: str
    module: str
    library: str
    source: Source | None
    expressions: tuple[Expression, ...]


class _Kept(NamedTuple):
    """A site with its ground, which keeps the code alive, so that no other has its id."""

    ground: Ground
    site: Site


_kept: dict[tuple[int, int, int, bool], _Kept] = {}


def site_of(
    ground: Ground, instruction: int, line: int, names: Mapping[str, Any], *, is_innermost: bool
) -> Site:
    """Return the site of an instruction, by its byte offset in the code.

    line: the number of the failing line. names: the globals of the code. is_innermost: whether
    the exception was raised there, and not further inside.
    """
    key = id(ground.code), instruction, line, is_innermost
    kept = _kept.get(key)
    if kept is not None and kept.ground == ground:
        return kept.site
    site = _found(ground, instruction, line, names, is_innermost=is_innermost)
    if len(_kept) >= SITES_KEPT:
        _kept.clear()
    _kept[key] = _Kept(ground, site)
    return site


def _found(
    ground: Ground, instruction: int, line: int, names: Mapping[str, Any], *, is_innermost: bool
) -> Site:
    code, lines = ground.code, ground.lines
    home = home_of_code(code.co_filename, names, ground.project)
    span = excerpt.span_of(lines, excerpt.position_of(code, instruction))
    span = without_body(lines, span)
    margin = ground.margin if is_innermost else _margin(home, ground)
    telling = _telling(code, instruction, lines, span)
    return Site(
        clip(code.co_filename, 1_000),
        clip(home.path, 1_000),
        clip(code.co_qualname, 500),
        clip(ground.module, 200),
        home.library,
        _dated(excerpt.window(lines, line, span, margin, code.co_firstlineno), ground, names),
        expressions_at(code, lines, telling),
    )


def _margin(home: Home, ground: Ground) -> int:
    return min(MARGIN_OF_LIBRARY, ground.margin) if home.library else ground.margin


def _dated(found: Source | None, ground: Ground, names: Mapping[str, Any]) -> Source | None:
    """Return lines with what their file says of them: their language, and how old they are."""
    file = ground.code.co_filename
    return found and found._replace(
        language=files.language_of(file),
        version=ground.version,
        stale=is_stale(file, ground.version, names),
    )


def _telling(
    code: CodeType, instruction: int, lines: Sequence[str], span: Span | None
) -> Span | None:
    """Return the range whose values tell most of why an instruction failed."""
    found = unpacked(code, instruction, lines)
    return found or (span and whole_of(code, lines, span)) or span
