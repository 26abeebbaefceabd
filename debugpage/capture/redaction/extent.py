"""How far a value reaches that stands in a text: quoted, in brackets, or bare.

Quotes may be escaped, and that more than once, as those of JSON are in a text in JSON. Each
function runs over what it finds once.
"""

import re
from typing import NamedTuple

from debugpage.capture.redaction.patterns import Pattern

_OPENING = Pattern(r"[bBrRuUfF]{0,2}(\\*+)('''|\"\"\"|['\"])|([\[({])(?!\s*[\])}])")
_QUOTES = {
    quote: Pattern(rf"(?<!\\)(\\*+){quote}(?![\w{quote}])") for quote in ("'", '"', "'''", '"""')
}
_BRACKET_OR_QUOTE = Pattern(r"([\[({])|([\])}])|(?<!\\)(\\*+)(['\"])")
_BARE = Pattern(
    r"(?![<{(\[])(?:[^\s,;&)}\]'\"<\\%]++"
    r"|[,;&](?!\s|\Z|\\*['\"]|[\w.\-\[\]%]{1,80}+\s?[=:])"
    r"|[)}\]](?=\w)"
    r"|\\*+['\"](?=\w)"
    r"|\\++(?![\\nrt'\"])"
    r"|%(?!(?:25)*26)"
    r"|<(?!/))++"
)
"""What has no quotes: up to a space, to what closes around it, or to the next name and its sign."""

_BLOCK = Pattern(r"[|>][+\-\d]{0,2}[ \t]*+(?:\r?\n|(?P<escape>(?:\\++r)?+\\++n))")


class Extent(NamedTuple):
    """From where to where a value reaches, without its quotes or brackets."""

    start: int
    end: int


def extent_at(text: str, start: int) -> Extent:
    """Return the extent of the value that begins at a place of a text, empty where none does."""
    opening = _OPENING.compiled.match(text, start)
    if opening is None:
        return bare_at(text, start)
    if opening[3]:
        return Extent(opening.end(), _end_of_brackets(text, opening.end()))
    return Extent(opening.end(), _end_of_quoted(text, opening.end(), len(opening[1]), opening[2]))


def bare_at(text: str, start: int) -> Extent:
    """Return the extent of a value without quotes at a place of a text, empty where none is."""
    bare = _BARE.compiled.match(text, start)
    return Extent(start, bare.end() if bare else start)


def block_at(text: str, start: int, indent: int) -> Extent | None:
    """Return the extent of a block of lines as YAML has them (8.1), None where none begins.

    start: where its sign would be, `|` or `>`. indent: how far the line of its name is indented.
    In a text in quotes its line ends are escaped.
    """
    sign = _BLOCK.compiled.match(text, start)
    if sign is None:
        return None
    to_end = (
        r"(?:(?!\\++[rn])[^\n'\"])*+(?:\\++r)?+(?:\\++n)?+" if sign["escape"] else r"[^\n]*+\n?+"
    )
    lines = re.compile(rf"(?:[ \t]{{{indent + 1}}}{to_end}|[ \t\r]*+(?:\n|\\++n))++")
    found = lines.match(text, sign.end())
    return Extent(sign.end(), found.end() if found else sign.end())


def is_enclosed(text: str, start: int) -> bool:
    """Tell whether the value at a place of a text is quoted, or one of quoted ones in brackets."""
    opening = _OPENING.compiled.match(text, start)
    if opening is None or not opening[3]:
        return opening is not None
    inner = _OPENING.compiled.match(text, opening.end())
    return inner is not None and not inner[3]


def _end_of_quoted(text: str, start: int, depth: int, quote: str) -> int:
    """Return where a text in quotes ends that are escaped by `depth` backslashes.

    A quote inside has more of them, and a backslash at the end has all its own ones escaped: so
    the one that ends it has, beyond a multiple of all these, just its own.
    """
    for found in _QUOTES[quote].compiled.finditer(text, start):
        if len(found[1]) % (2 * depth + 2) == depth:
            return found.end() - len(quote) - depth
    return len(text)


def _end_of_brackets(text: str, start: int) -> int:
    """Return where the brackets end that were opened before a place; at the end if they do not."""
    open_ones, at = 1, start
    while found := _BRACKET_OR_QUOTE.compiled.search(text, at):
        at = found.end()
        if found[4]:
            depth = len(found[3])
            at = _end_of_quoted(text, at, depth, found[4]) + depth + 1
        open_ones += bool(found[1]) - bool(found[2])
        if not open_ones:
            return found.start()
    return len(text)
