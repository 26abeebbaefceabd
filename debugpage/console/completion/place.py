"""Where the cursor stands: behind a dot, in a key, in an import, or in a call's arguments."""

import keyword
import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from debugpage.console.completion.bound import names_bound
from debugpage.console.completion.lexer import (
    NAME,
    NEWLINE,
    NUMBER,
    OPERATOR,
    STRING,
    OpenString,
    Token,
    Tokens,
    tokenize,
)

MOST_EXPRESSION = 1_000
"""Characters of an expression that are read; deeper ones than fit are nobody's typing."""

_CONSTANTS = ("None", "True", "False")
_NAMING = ("def", "class", "as")
_READ_BY_KEY = ("get", "pop", "setdefault", "getlist")
_SOFT = ("match", "case", "type")
# What ast.parse would warn of: escapes that are none (they are kept as they stand).
_NO_ESCAPE = re.compile(
    r"\\(?:(?![\n\r\\'\"abfnrtvx0-7NuU])|(?=[4-7][0-7]{2}))|(\\\r?.)", re.DOTALL
)
_NO_ESCAPE_IN_BYTES = re.compile(_NO_ESCAPE.pattern.replace("NuU", ""), re.DOTALL)


class Kind(Enum):
    """What can stand at a place."""

    NOTHING = 0
    STATEMENT = 1
    EXPRESSION = 2
    OPERATOR = 3
    """A word that goes on after an operand: `in`, `if`, `and`."""
    ATTRIBUTE = 4
    KEY = 5
    MODULE = 6
    MEMBER = 7
    """A name of a module, after `from x import`."""


class Call(NamedTuple):
    """A call that the cursor is in.

    `function` is the expression that is called, `begin` where its arguments begin. `filled`
    counts the arguments before the cursor that have no name, `given` are the names of the others.
    `takes_name`: one can begin here.
    """

    function: str
    begin: int
    filled: int
    given: frozenset[str]
    takes_name: bool


class Place(NamedTuple):
    """A place in a text.

    `typed` is what stands there already; `of` the expression (or the module) that it belongs to;
    `before_key` the literals of a tuple before this one, each with a comma. `bound` are the names
    that the text itself binds.
    """

    kind: Kind
    typed: str = ""
    of: str = ""
    before_key: str = ""
    call: Call | None = None
    bound: tuple[str, ...] = ()


def find_place(before: str) -> Place:
    """Return where the cursor stands, that has the text `before` before it."""
    found = tokenize(before)
    tokens, typed = _without_typed(found, len(before))
    place = _place(found, tokens, typed, before)
    return place._replace(call=_call(tokens, found.brackets), bound=tuple(names_bound(tokens)))


def _without_typed(found: Tokens, end: int) -> tuple[list[Token], str]:
    """Return the tokens before the name that ends at the cursor, and that name."""
    tokens = found.tokens
    if found.string is None and tokens and tokens[-1].kind == NAME and tokens[-1].end == end:
        return tokens[:-1], tokens[-1].text
    return tokens, ""


def _place(found: Tokens, tokens: list[Token], typed: str, before: str) -> Place:
    if found.in_comment:
        return Place(Kind.NOTHING)
    key = _key(found, before)
    if key is not None:
        return key
    if found.string is not None:
        return Place(Kind.NOTHING)
    return _imported(tokens, typed) or _in_code(found, tokens, typed, len(before))


def _in_code(found: Tokens, tokens: list[Token], typed: str, end: int) -> Place:
    last = tokens[-1] if tokens else None
    if last is None or _begins_statement(tokens, found.brackets):
        return Place(Kind.STATEMENT, typed)
    if last.text == "." and last.kind == OPERATOR:
        of = expression_before(tokens, len(tokens) - 2)
        return Place(Kind.ATTRIBUTE, typed, of) if of else Place(Kind.NOTHING)
    if (last.kind == NAME and last.text in _NAMING) or _is_parameter(found, tokens):
        return Place(Kind.NOTHING)
    if _ends_operand(tokens, len(tokens) - 1) and not _is_soft_keyword(tokens):
        touches = last.end == end - len(typed)
        return Place(Kind.NOTHING) if touches else Place(Kind.OPERATOR, typed)
    return Place(Kind.EXPRESSION, typed)


def _begins_statement(tokens: Sequence[Token], brackets: Sequence[int]) -> bool:
    return not brackets and tokens[-1].text in ("\n", ";", ":")


def _is_soft_keyword(tokens: Sequence[Token]) -> bool:
    return tokens[-1].text in _SOFT and (len(tokens) == 1 or _begins_statement(tokens[:-1], ()))


def _is_parameter(found: Tokens, tokens: Sequence[Token]) -> bool:
    """Tell whether the name of a parameter stands here, in the brackets of a `def`."""
    if not found.brackets or tokens[-1].text not in ("(", ",", "*", "**"):
        return False
    opening = found.brackets[-1]
    return opening >= 2 and tokens[opening - 2].text == "def"


def expression_before(tokens: Sequence[Token], last: int) -> str:
    """Return the text of the operand that ends with the token `last`; "" if none does."""
    start = _operand_start(tokens, last)
    text = "" if start is None else " ".join(map(_quiet, tokens[start : last + 1]))
    return text if len(text) <= MOST_EXPRESSION else ""


def _operand_start(tokens: Sequence[Token], last: int) -> int | None:
    """Return where the operand begins: an atom with its attributes, subscripts and calls."""
    index = last
    while _ends_operand(tokens, index):
        token = tokens[index]
        if token.opener >= 0:
            index = token.opener
            if token.text == "}" or not _ends_operand(tokens, index - 1):
                return index
            index -= 1
        elif token.kind == NAME and index and tokens[index - 1].text == ".":
            index -= 2
        else:
            while token.kind == STRING and index and tokens[index - 1].kind == STRING:
                index -= 1
            return index
    return None


def _ends_operand(tokens: Sequence[Token], index: int) -> bool:
    if index < 0:
        return False
    token = tokens[index]
    if token.kind == NAME:
        is_attribute = index > 0 and tokens[index - 1].text == "."
        return is_attribute or token.text in _CONSTANTS or not keyword.iskeyword(token.text)
    return token.kind in (NUMBER, STRING) or token.opener >= 0


def _quiet(token: Token) -> str:
    """Return the text of a token so that the parser does not warn of it, at every key pressed."""
    if token.kind != STRING or "\\" not in token.text:
        return token.text
    prefix = token.text.partition("'")[0].partition('"')[0].lower()
    if "f" in prefix or "t" in prefix:
        return 'f""'
    if "r" in prefix:
        return token.text
    no_escape = _NO_ESCAPE_IN_BYTES if "b" in prefix else _NO_ESCAPE
    return no_escape.sub(lambda match: match[1] or "\\\\", token.text)


def _key(found: Tokens, before: str) -> Place | None:
    """Return the place where the cursor is in a subscript that holds nothing but literals."""
    tokens, string = found.tokens, found.string
    if not found.brackets or (string and not _can_be_key(string)):
        return None
    opening = found.brackets[-1]
    of = _keyed_by(tokens, opening)
    start = string.start if string else _start_of_number(tokens, len(before))
    if not of:
        return None
    done = [token for token in tokens[opening + 1 :] if token.start < start]
    if not _are_literals(done) or (done and tokens[opening].text == "("):
        return None
    return Place(Kind.KEY, before[start:], of, " ".join(map(_quiet, done)))


def _can_be_key(string: OpenString) -> bool:
    return len(string.quote) == 1 and string.prefix.lower() in ("", "b", "u", "r")


def _start_of_number(tokens: Sequence[Token], end: int) -> int:
    """Return where the number that ends at the cursor begins; the cursor where there is none."""
    last = tokens[-1]
    return last.start if last.kind == NUMBER and last.end == end else end


def _keyed_by(tokens: Sequence[Token], opening: int) -> str:
    """Return the expression that a bracket reads by key: `x[`, and `x.get(`; "" for any other."""
    if tokens[opening].text == "[":
        return expression_before(tokens, opening - 1)
    is_method = opening > 2 and tokens[opening - 2].text == "."
    if is_method and tokens[opening].text == "(" and tokens[opening - 1].text in _READ_BY_KEY:
        return expression_before(tokens, opening - 3)
    return ""


def _are_literals(tokens: Sequence[Token]) -> bool:
    """Tell whether these are literals, each with a comma behind it: the begin of a tuple."""
    values, commas = tokens[::2], tokens[1::2]
    return (
        len(values) == len(commas)
        and all(token.kind in (STRING, NUMBER) or token.text in _CONSTANTS for token in values)
        and all(token.text == "," for token in commas)
    )


def _imported(tokens: Sequence[Token], typed: str) -> Place | None:
    """Return the place where the cursor is in an `import` or a `from`."""
    start = max((i for i, token in enumerate(tokens) if _ends_statement(token)), default=-1) + 1
    words = [token.text for token in tokens[start:]]
    while words and words[0] not in ("import", "from") and ":" in words:
        words = words[words.index(":") + 1 :]  # `if x: import`
    if not words or words[0] not in ("import", "from"):
        return None
    if words[0] == "import":
        return _module(_last_of_list(words[1:]), typed)
    if "import" not in words:
        return _module(words[1:], typed)
    middle = words.index("import")
    of, last = "".join(words[1:middle]), _last_of_list(words[middle + 1 :])
    return Place(Kind.OPERATOR if last else Kind.MEMBER, typed, of)


def _ends_statement(token: Token) -> bool:
    return token.kind == NEWLINE or token.text == ";"


def _last_of_list(words: list[str]) -> list[str]:
    """Return what stands behind the last comma or opening bracket."""
    after = [i for i, word in enumerate(words) if word in (",", "(")]
    return words[after[-1] + 1 :] if after else words


def _module(words: list[str], typed: str) -> Place:
    """Return the place in the dotted name of a module, of which `words` are typed already."""
    if not words or words[-1] in (".", "..."):
        return Place(Kind.MODULE, typed, "".join(words))
    return Place(Kind.NOTHING) if words[-1] == "as" else Place(Kind.OPERATOR, typed)


def _call(tokens: Sequence[Token], brackets: Sequence[int]) -> Call | None:
    """Return the innermost call that the cursor is in."""
    for depth, opening in enumerate(reversed(brackets)):
        if tokens[opening].text == "(" and _ends_operand(tokens, opening - 1):
            function = expression_before(tokens, opening - 1)
            if not function or tokens[opening - 2].text in ("def", "class"):
                return None
            takes_name = depth == 0 and tokens[-1].text in ("(", ",")
            return Call(function, tokens[opening].end, *_arguments(tokens, opening), takes_name)
    return None


def _arguments(tokens: Sequence[Token], opening: int) -> tuple[int, frozenset[str]]:
    """Return how many arguments of the open call have no name, and the names of the others.

    Only those that a comma ends: the one at the cursor is still to be typed.
    """
    commas, given, index = 0, set[str](), len(tokens) - 1
    while index > opening:
        commas += tokens[index].text == ","
        if tokens[index].text == "=" and tokens[index - 2].text in ("(", ","):
            given.add(tokens[index - 1].text)
        # What stands in brackets that are closed is another call's.
        index = tokens[index].opener if tokens[index].opener >= 0 else index - 1
    return max(0, commas - len(given)), frozenset(given)
