"""Colours for the lines shown: each becomes tokens with the name of a class of style."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from debugpage.render import python_lexer

if TYPE_CHECKING:
    from pygments.lexer import Lexer

WINDOWS_KEPT = 512
"""Coloured windows that are remembered: errors come back, and libraries' frames in all of them."""


class Token(NamedTuple):
    """Characters of one style; `css` is empty where they have none."""

    css: str
    text: str


@lru_cache(maxsize=WINDOWS_KEPT)
def colour(
    lines: tuple[str, ...], language: str, inside: str = ""
) -> tuple[tuple[Token, ...], ...]:
    """Return the tokens of each line; their texts joined are the lines, character by character.

    `language` is a Pygments alias; unknown ones are left without colour. `inside` is the
    delimiter of a string that is open where the lines begin. It never raises.
    """
    text = "\n".join(lines)
    prefix = inside + "\n" if inside else ""
    tokens = _without(_lex(prefix + text, language), len(prefix))
    is_whole = "".join(token.text for token in tokens) == text
    return _by_line(tokens if is_whole else [Token("", text)], lines)


def _lex(text: str, language: str) -> list[Token]:
    if language == "python":  # nearly all of it
        return [Token(*piece) for piece in python_lexer.tokens(text)]
    try:
        found = _lexer(language).get_tokens_unprocessed(text)
        return [Token(_style(str(kind)), part) for _, kind, part in found]
    except Exception:  # noqa: BLE001 - a lexer is foreign code; a page without colours is a page
        return [Token("", text)]


@lru_cache(maxsize=32)
def _lexer(language: str) -> "Lexer":
    from pygments.lexers import get_lexer_by_name

    return get_lexer_by_name(language)


# From Pygments' token types to the few styles of the page; the longest name that fits decides.
_STYLES = {
    "Token.Keyword": "k",
    "Token.Operator.Word": "k",
    "Token.Literal.String": "s",
    "Token.Literal.String.Interpol": "i",
    "Token.Literal.String.Affix": "k",
    "Token.Literal.Number": "n",
    "Token.Comment": "c",
    "Token.Comment.Preproc": "a",
    "Token.Name.Function": "d",
    "Token.Name.Class": "d",
    "Token.Name.Tag": "k",
    "Token.Name.Decorator": "a",
    "Token.Name.Attribute": "a",
    "Token.Name.Builtin": "b",
    "Token.Name.Exception": "b",
    "Token.Name.Function.Magic": "d",
}


@lru_cache(maxsize=256)
def _style(kind: str) -> str:
    while kind:
        if kind in _STYLES:
            return _STYLES[kind]
        kind = kind.rpartition(".")[0]
    return ""


def _without(tokens: list[Token], count: int) -> list[Token]:
    """Return the tokens less the first `count` characters."""
    kept = []
    for css, text in tokens:
        if len(text) > count:
            kept.append(Token(css, text[count:]))
        count = max(count - len(text), 0)
    return kept


def _by_line(tokens: list[Token], lines: tuple[str, ...]) -> tuple[tuple[Token, ...], ...]:
    """Return the tokens cut where lines end, neighbours of one style joined.

    Lines are told apart by their lengths, for they may hold line feeds themselves.
    """
    found: list[tuple[Token, ...]] = []
    pending = iter(tokens)
    token = Token("", "")
    for line in lines:
        row: list[Token] = []
        missing = len(line)
        while missing:
            if not token.text:
                token = next(pending)
            _append(row, Token(token.css, token.text[:missing]))
            taken = min(missing, len(token.text))
            token, missing = Token(token.css, token.text[taken:]), missing - taken
        found.append(tuple(row))
        if len(found) < len(lines):
            token = _skip_line_feed(token, pending)
    return tuple(found)


def _skip_line_feed(token: Token, pending: Iterator[Token]) -> Token:
    while not token.text:
        token = next(pending)
    return Token(token.css, token.text[1:])


def _append(row: list[Token], token: Token) -> None:
    if not token.text:
        return
    css = "" if token.text.isspace() else token.css
    if row and row[-1].css == css:
        row[-1] = Token(css, row[-1].text + token.text)
    else:
        row.append(Token(css, token.text))
