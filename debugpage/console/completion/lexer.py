"""The tokens of unfinished Python: any text can be read, and the cursor is at its end."""

import re
from typing import NamedTuple

NAME, NUMBER, STRING, OPERATOR, NEWLINE = "name", "number", "string", "operator", "newline"

_TOKEN = re.compile(
    r"""
      (?P<string>(?P<prefix>[rRbBuUfFtT]{0,2})(?P<quote>\"{3}|'{3}|"|'))
    | (?P<name>[^\W\d]\w*)
    | (?P<number>0[xXoObB]\w*|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?\w*)
    | (?P<comment>\#[^\n]*)
    | (?P<newline>\n)
    | (?P<space>[^\S\n]+|\\\r?\n)
    | (?P<operator>\.\.\.|:=|->|\*\*=?|//=?|<<=?|>>=?|[-+*/%@&|^=!<>]=|.)
    """,
    re.VERBOSE,
)
_STRING_PART = re.compile(r"""[^\\{}"'\n]+|\\(?:\r\n|.|\n)|\{\{|\}\}|\"{3}|'{3}|.|\n""")
_CLOSERS = {")": "(", "]": "[", "}": "{"}
# Statements that cannot stand inside of brackets: one that does means they were left open above.
_STATEMENTS = frozenset(
    ("assert", "break", "class", "continue", "def", "del", "except", "finally", "global", "import",
     "nonlocal", "pass", "raise", "return", "try", "while", "with")
)  # fmt: skip


class Token(NamedTuple):
    """A piece of the text. `opener` is the index of the token that a closing bracket belongs to."""

    kind: str
    text: str
    start: int
    end: int
    opener: int = -1


class OpenString(NamedTuple):
    """A string that was not closed: its prefix and quote, and where it and its content begin."""

    prefix: str
    quote: str
    start: int
    content: int
    first: int
    """The index of the first token after it."""
    is_format: bool = False
    """It is the format of a field: of `f"{x:>8}"` the last two characters (PEP 498)."""


class Tokens(NamedTuple):
    """The tokens of a text, and what is open at its end.

    `brackets` are the indices of the opening brackets that are not closed, the outermost first.
    `string` is the string that the cursor is in, if any. In a comment nothing is told either.
    """

    tokens: list[Token]
    brackets: list[int]
    string: OpenString | None
    in_comment: bool


def _matched(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    """Match a pattern that takes any character, by its last alternatives."""
    match = pattern.match(text, at)
    if match is None:
        raise AssertionError(text[at])
    return match


def tokenize(text: str) -> Tokens:
    """Return the tokens of `text`, which may be anything: unfinished, unbalanced, no Python."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._tokens: list[Token] = []
        self._brackets: list[int] = []
        self._fields: list[tuple[OpenString, int]] = []
        """Replacement fields of f-strings that are open, each with the index of its brace."""
        self._string: OpenString | None = None
        self._in_comment = False
        self._begins_line = True

    def read(self) -> Tokens:
        while self._at < len(self._text):
            if self._string is None:
                self._read_code()
            else:
                self._read_string(self._string)
        return Tokens(self._tokens, self._brackets, self._string, self._in_comment)

    def _read_code(self) -> None:
        match = _matched(_TOKEN, self._text, self._at)
        start, self._at = self._at, match.end()
        kind, text = str(match.lastgroup), match[0]
        self._in_comment = kind == "comment"
        if kind == STRING:
            first = len(self._tokens)
            self._string = OpenString(match["prefix"], match["quote"], start, self._at, first)
        elif kind == NEWLINE:
            self._end_line(start)
        elif kind == OPERATOR:
            self._read_operator(text, start)
        elif kind in (NAME, NUMBER):
            self._mind_statement(text, start)
            self._add(kind, text, start)
        self._begins_line = kind == NEWLINE or (self._begins_line and kind == "space")

    def _add(self, kind: str, text: str, start: int, opener: int = -1) -> None:
        self._tokens.append(Token(kind, text, start, self._at, opener))

    def _end_line(self, start: int) -> None:
        if not self._brackets:
            self._add(NEWLINE, "\n", start)

    def _mind_statement(self, text: str, start: int) -> None:
        if self._begins_line and self._brackets and not self._fields and text in _STATEMENTS:
            self._brackets.clear()
            self._tokens.append(Token(NEWLINE, "\n", start, start))

    def _read_operator(self, text: str, start: int) -> None:
        if self._ends_field(text):
            self._leave_code(text)
        elif text in "([{":
            self._brackets.append(len(self._tokens))
            self._add(OPERATOR, text, start)
        elif text in _CLOSERS:
            self._add(OPERATOR, text, start, self._close(_CLOSERS[text]))
        else:
            self._add(OPERATOR, text, start)

    def _close(self, opening: str) -> int:
        """Return the index of the bracket that is closed; those open inside it were forgotten."""
        bottom = self._fields[-1][1] + 1 if self._fields else 0
        for place in range(len(self._brackets) - 1, -1, -1):
            index = self._brackets[place]
            if index < bottom:
                break
            if self._tokens[index].text == opening:
                del self._brackets[place:]
                return index
        return -1

    def _ends_field(self, text: str) -> bool:
        is_field = bool(self._fields and self._brackets[-1:] == [self._fields[-1][1]])
        return is_field and text in ("}", ":", ":=", "!")

    def _leave_code(self, text: str) -> None:
        string, _ = self._fields[-1]
        self._string = string._replace(is_format=True)
        if text == "}":
            self._close_field()

    def _close_field(self) -> None:
        self._string, brace = self._fields.pop()
        self._forget(brace)

    def _forget(self, first: int) -> None:
        """Drop all tokens from that index on: they were the inside of a string."""
        del self._tokens[first:]
        self._brackets = [index for index in self._brackets if index < first]

    def _read_string(self, string: OpenString) -> None:
        match = _matched(_STRING_PART, self._text, self._at)
        part = match[0]
        has_fields = bool({*"fFtT"} & {*string.prefix})
        if part[0] == string.quote[0]:
            self._read_quote(string)
        elif part == "\n" and len(string.quote) == 1:
            self._end_string(string)
        elif part[0] == "{" and has_fields and (part == "{" or string.is_format):
            self._at += 1
            self._fields.append((string, len(self._tokens)))
            self._brackets.append(len(self._tokens))
            self._add(OPERATOR, "{", self._at - 1)
            self._string = None
        elif part[0] == "}" and string.is_format:
            self._at += 1
            self._close_field()
        else:
            self._at = match.end()

    def _read_quote(self, string: OpenString) -> None:
        is_end = self._text.startswith(string.quote, self._at)
        self._at += len(string.quote) if is_end else 1
        if is_end:
            self._end_string(string)

    def _end_string(self, string: OpenString) -> None:
        while self._fields and self._fields[-1][0].start == string.start:
            self._fields.pop()
        self._forget(string.first)
        self._add(STRING, self._text[string.start : self._at], string.start)
        self._string = None
