"""A lexer for the lines of Python that a page shows: one pattern, and as coarse as its styles.

Pygments' takes longer to be made than the first page may take, and thirty times as long for each
window. The styles are those of `debugpage.render.highlight`.
"""

import builtins
import keyword
import re
from collections.abc import Iterator

_NAMES_OF_STYLE = {
    "k": {*keyword.kwlist},
    "b": {name for name in (*dir(builtins), "self", "cls") if not name.startswith("_")}
    - {*keyword.kwlist},
}
_STYLE = {name: css for css, names in _NAMES_OF_STYLE.items() for name in names}

_HOLE = r"\{(?:[^{}\n]|\{[^{}\n]*\})*+\}"


def _quoted(quote: str) -> str:
    """Return the pattern of what is in quotes, up to the end of the line or of the text."""
    if len(quote) == 1:
        return rf"{quote}(?:[^{quote}\\\n]|\\.)*+{quote}?"
    return rf"{quote}(?:[^{quote[0]}\\]|\\.|{quote[0]}(?!{quote[1:]}))*+(?:{quote})?"


def _with_holes(quote: str) -> str:
    """Return the pattern of a formatted string, in whose holes such quotes may stand."""
    if len(quote) == 1:
        return rf"{quote}(?:\{{\{{|{_HOLE}|[^{quote}\\\n]|\\.)*+{quote}?"
    return _quoted(quote)


_QUOTES = ('"""', "'''", '"', "'")
_TOKEN = re.compile(
    r"(?P<c>\#[^\n]*)"
    rf"|(?P<formatted>\b(?:[fFtT][rR]?|[rR][fFtT])(?:{'|'.join(map(_with_holes, _QUOTES))}))"
    rf"|(?P<s>(?:\b(?:[rRuUbB]|[bB][rR]|[rR][bB]))?(?:{'|'.join(map(_quoted, _QUOTES))}))"
    r"|(?P<n>(?<![\w.])(?:0[xXoObB][\w]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?[jJ]?))"
    r"|(?P<a>^[ \t]*@[ \t]*[\w.]+)"
    r"|(?P<defining>\b(?:def|class)\b)(?P<gap>[ \t]+)(?P<d>\w+)"
    r"|(?P<k>^[ \t]*(?:match|case|type)\b(?=[ \t]+[^\s=.,:)\]}][^\n]*[:=]))"
    r"|(?P<magic>\b__\w+__(?=\())"
    r"|(?P<attribute>\.[ \t]*(?=[^\W\d]))\w+|(?P<word>[^\W\d]\w*)",
    re.MULTILINE | re.DOTALL,
)
_IN_STRING = re.compile(rf"\{{\{{|\}}\}}|(?P<hole>{_HOLE})")


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield pieces of Python with the name of a style, empty where they have none.

    Joined they are the text.
    """
    done = 0
    for found in _TOKEN.finditer(text):
        style = found.lastgroup or ""
        if style in ("attribute", "") or (style == "word" and found[0] not in _STYLE):
            continue
        yield "", text[done : found.start()]
        yield from _told(style, found)
        done = found.end()
    yield "", text[done:]


def _told(style: str, found: re.Match[str]) -> Iterator[tuple[str, str]]:
    if style == "formatted":
        yield from _formatted(found[0])
    elif style == "word":
        yield _STYLE[found[0]], found[0]
    elif style == "d":
        yield from (("k", found["defining"]), ("", found["gap"]), ("d", found["d"]))
    else:
        yield "d" if style == "magic" else style, found[0]


def _formatted(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a formatted string: its text, and what is in its holes."""
    done = 0
    for found in _IN_STRING.finditer(text):
        if found["hole"]:
            yield "s", text[done : found.start()]
            yield "i", "{"
            yield from tokens(found["hole"][1:-1])
            yield "i", "}"
            done = found.end()
    yield "s", text[done:]
