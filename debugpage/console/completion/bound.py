"""The names that unfinished input itself binds, above and beside the cursor, before it ever ran."""

import keyword
from collections.abc import Iterator, Sequence

from debugpage.console.completion.lexer import NAME, NEWLINE, Token

_BEFORE_A_NAME = ("as", "def", "class")
_OPENING, _CLOSING = ("(", "[", "{"), (")", "]", "}")
_ASSIGNING = ("=", ":=")


def names_bound(tokens: Sequence[Token]) -> list[str]:
    """Return the names that are assigned, defined, imported or gone through, each once."""
    return list(dict.fromkeys(_bound(tokens)))


def _bound(tokens: Sequence[Token]) -> Iterator[str]:
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if token.text in _BEFORE_A_NAME:
            yield from _names(tokens[index + 1 : index + 2])
        elif token.text == "for":
            yield from _names(_until(tokens[index + 1 :], "in"))
        elif token.text == "lambda":
            yield from _parameters(_until(tokens[index + 1 :], ":"))
        elif token.text == "import":
            yield from _imported(tokens[index + 1 :])
        elif token.text in _ASSIGNING and (depth == 0 or token.text == ":="):
            yield from _names(_targets(tokens, index))
        if token.text == "def":
            yield from _parameters(_until(tokens[index + 2 :], ":"))


def _names(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the names among the tokens that are no attributes."""
    for index, token in enumerate(tokens):
        is_attribute = index > 0 and tokens[index - 1].text == "."
        if token.kind == NAME and not is_attribute and not keyword.iskeyword(token.text):
            yield token.text


def _until(tokens: Sequence[Token], end: str) -> Sequence[Token]:
    """Return the tokens before `end`, on this line."""
    for index, token in enumerate(tokens):
        if token.text == end or token.kind == NEWLINE:
            return tokens[:index]
    return tokens


def _parameters(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the names of parameters: those of annotations and defaults stand elsewhere."""
    for index, token in enumerate(tokens):
        before = tokens[index - 1].text if index else ","
        if before in ("(", ",", "*", "**"):
            yield from _names([token])


def _imported(tokens: Sequence[Token]) -> Iterator[str]:
    line = [token for token in _until(tokens, ";") if token.text not in ("(", ")")]
    for index, token in enumerate(line):
        is_first = index == 0 or line[index - 1].text == ","
        is_renamed = line[index + 1 : index + 2] and line[index + 1].text == "as"
        if is_first and not is_renamed:
            yield from _names([token])


def _targets(tokens: Sequence[Token], end: int) -> Sequence[Token]:
    """Return what is assigned to before the token `end`: a name, or several with commas."""
    start = end
    while start and (tokens[start - 1].kind == NAME or tokens[start - 1].text in (",", "*")):
        start -= 1
    before = tokens[max(0, start - 3) : start]
    if [token.text for token in before[-1:]] == [":"] and _is_annotation(before):
        return before[-2:-1]
    return tokens[max(0, start - 1) : end]


def _is_annotation(tokens: Sequence[Token]) -> bool:
    """Tell whether tokens that end with a colon end with a name alone on its line, and a colon."""
    begins_line = tokens[:-2] == [] or tokens[-3].kind == NEWLINE
    return begins_line and len(tokens) > 1 and tokens[-2].kind == NAME
