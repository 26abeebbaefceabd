"""Our own styles and scripts without what only their readers need: comments and white space.

Every page carries all of them. Nothing is renamed or rearranged, so that errors in a browser's
console still tell which name they are about. What is between quotes is set aside meanwhile.
"""

import re
from collections.abc import Callable
from itertools import chain, zip_longest

_STRING = r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""
_ASIDE = "\0"
"""What stands in for a piece that is set aside."""

_OF_STYLE = re.compile(rf"(?P<comment>/\*.*?\*/)|{_STRING}", re.DOTALL)
_NEEDLESS_IN_STYLE = re.compile(r"(?<=[{};,>]) | (?=[{};,>])|(?<=:) ")
"""Spaces beside these, or behind a colon, say nothing: before one they may (`.a :hover`)."""

_NEEDLESS_ZERO = re.compile(r"(?<![\w.])0(?=\.\d)")

_HOLE = r"\$\{(?:[^{}`]|`[^`]*`|\{[^{}]*\})*\}"
_OF_SCRIPT = re.compile(
    rf"(?P<comment>//[^\n]*|/\*.*?\*/)|{_STRING}|`(?:[^`\\$]|\\.|\$(?!\{{)|{_HOLE})*`"
    r"|(?:(?<=[(,=:\[!&|?{;])|(?<=[(,=:\[!&|?{;] )|(?<==> )|(?<=return ))"
    r"/(?:[^/\\\[\n*]|\\.|\[(?:[^\]\\\n]|\\.)*\])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])*/[a-z]*",
    re.DOTALL,
)
"""Comments, strings, templates, and patterns where a value is due (ECMAScript, section 12)."""
_NEEDLESS_END = re.compile(r"(?<=[{(\[,;=+\-*%?:&|!<>.])\n|\n(?=[)\]},;.?:&|=])")
"""Ends of lines where no statement can end, or where it has."""
_NEEDLESS_IN_SCRIPT = re.compile(r" (?=[^\w$#+\-/])|(?<=[^\w$#+\-/\0]) ")


def style(text: str) -> str:
    """Return a style sheet without comments, line ends and needless spaces (CSS Syntax, 4)."""

    def bare(text: str) -> str:
        text = _NEEDLESS_ZERO.sub("", re.sub(r"\s+", " ", text))
        return _NEEDLESS_IN_STYLE.sub("", text).replace(";}", "}").strip()

    return _bared(text, _OF_STYLE, bare)


def script(text: str) -> str:
    """Return a script without comments, indentation and needless spaces.

    Ends of lines stay where a statement may end by them.
    """

    def bare(text: str) -> str:
        lines = re.sub(r"\s*\n\s*", "\n", text).strip()
        return _NEEDLESS_IN_SCRIPT.sub("", _NEEDLESS_END.sub("", lines)) + "\n"

    return _bared(text, _OF_SCRIPT, bare)


def _bared(text: str, apart: re.Pattern[str], bare: Callable[[str], str]) -> str:
    """Return a text made bare but for what a pattern finds; comments are dropped."""
    aside: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        if found["comment"]:
            return " "
        aside.append(found[0])
        return _ASIDE

    pieces = bare(apart.sub(set_aside, text)).split(_ASIDE)
    return "".join(chain.from_iterable(zip_longest(pieces, aside, fillvalue="")))
