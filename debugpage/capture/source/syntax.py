"""Where a syntax error is: what it tells of its place, read in the units that Python meant."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from debugpage.capture.source.excerpt import characters
from debugpage.report import Span

_TOKEN = re.compile(r"\w*(?:'(?:[^'\\]|\\.)*'?|\"(?:[^\"\\]|\\.)*\"?)|\w+|[^\w\s]")
_ENCODING = re.compile(r"[ \t\f]*+#.*?coding[:=][ \t]*+([-_.a-zA-Z0-9]++)")
"""Where a source declares its encoding, on one of its first two lines (PEP 263)."""
_FARTHEST_LINE = 100_000
_LONGEST_SOURCE = 500_000


class Told(NamedTuple):
    """What a syntax error tells of its place; offsets are counted from 1, of what varies.

    The parser counts characters; but in sources read as bytes, which all imports are, Python 3.11
    and 3.12 count bytes, and for what is found only after parsing all versions do.
    """

    file: str
    line: int
    offset: int
    end_line: int
    end_offset: int
    text: str | None
    of_indent: bool


def told_by(error: BaseException) -> Told | None:
    """Return what a SyntaxError tells of its place, None where that is no place in a file."""
    file, line, text = (_attribute(error, name) for name in ("filename", "lineno", "text"))
    if not issubclass(type(file), str) or type(line) is not int:
        return None
    offset, end_line, end_offset = (
        number if type(number := _attribute(error, name)) is int else 0
        for name in ("offset", "end_lineno", "end_offset")
    )
    text = text if type(text) is str else None
    of_indent = issubclass(type(error), IndentationError)
    return Told(str.__str__(file), line, offset, end_line, end_offset, text, of_indent)


def _attribute(error: BaseException, name: str) -> object:
    found: object = SyntaxError.__dict__[name].__get__(error)
    return found


def lines_told(told: Told) -> list[str]:
    """Return what stands in for the lines of a file that cannot be read: the one that was told."""
    if told.text is None or not 0 < told.line < _FARTHEST_LINE:
        return []
    return [""] * (told.line - 1) + [told.text.rstrip("\n")]


def placed(told: Told, lines: Sequence[str]) -> Told:
    """Return what is told with its place, where Python tells none: the encoding is not known."""
    for number, line in enumerate(() if told.line else lines[:2], 1):
        found = _ENCODING.match(line)
        if found:
            start, end = found.start(1) + 1, found.end(1) + 1
            return told._replace(line=number, offset=start, end_line=number, end_offset=end)
    return told


def span_of(told: Told, lines: Sequence[str]) -> Span | None:
    """Return the range that a syntax error marks: of a wrong indent, the indent."""
    if not 1 <= told.line <= len(lines):
        return None
    line = lines[told.line - 1]
    indent = len(line) - len(line.lstrip())
    if told.of_indent and indent:
        return Span(told.line, 0, told.line, indent)
    if told.offset < 1:
        return None
    in_braces = _in_braces(told, line)
    if in_braces is not None:
        return _in_characters(in_braces, lines)
    readings = list(_readings(told, lines))
    return next((span for span in readings if _fits(span, lines)), readings[0])


def _in_braces(told: Told, line: str) -> Told | None:
    """Return the place in its line of what is told of the text in an f-string's braces.

    Python 3.11 parses that alone, in parentheses, and counts its bytes; None for anything else.
    """
    text = (told.text or "").rstrip("\n")
    place = line.find(text[1:-1])
    if text == line or not (text[:1] == "(" and text[-1:] == ")") or place < 0:
        return None
    start, end = (characters(text, offset - 1) for offset in (told.offset, told.end_offset))
    return told._replace(offset=start + place, end_offset=end + place)


def _readings(told: Told, lines: Sequence[str]) -> Iterator[Span]:
    """Yield the range as it is with offsets in characters and in bytes, the likelier one first."""
    read = _in_characters(told, lines), _in_bytes(told, lines)
    yield from reversed(read) if read[0] != read[1] and _counts_bytes(told, lines) else read


def _counts_bytes(told: Told, lines: Sequence[str]) -> bool:
    """Tell whether offsets are in bytes: parsing the characters gives others then, or no error."""
    if told.text is None or not _is_file(told.file):
        return told.text is None
    text = "\n".join([*lines, ""])
    if len(text) > _LONGEST_SOURCE:
        return False
    try:
        compile(text, "<again>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        again = error.offset, error.end_offset
        return error.lineno == told.line and again != (told.offset, told.end_offset)
    except (ValueError, RecursionError, MemoryError):
        return False
    return True


def _in_characters(told: Told, lines: Sequence[str]) -> Span:
    end = told.end_offset - 1 if told.line <= told.end_line <= len(lines) else 0
    return _span(told, lines, told.offset - 1, end)


def _in_bytes(told: Told, lines: Sequence[str]) -> Span:
    start = characters(lines[told.line - 1], told.offset - 1)
    if not (told.line <= told.end_line <= len(lines) and told.end_offset > 0):
        return _span(told, lines, start, 0)
    return _span(told, lines, start, characters(lines[told.end_line - 1], told.end_offset - 1))


def _span(told: Told, lines: Sequence[str], start: int, end: int) -> Span:
    """Return a span that lies in its lines; one character where no end behind the start is told."""
    start = min(start, max(0, len(lines[told.line - 1]) - 1))
    if end < 0 or not told.line <= told.end_line <= len(lines):
        return Span(told.line, start, told.line, start + 1)
    if told.end_line == told.line and end <= start:
        return Span(told.line, start, told.line, start + 1)
    return Span(told.line, start, told.end_line, min(end, len(lines[told.end_line - 1])))


def _fits(span: Span, lines: Sequence[str]) -> bool:
    """Tell whether a range is a token's first character, or begins and ends where tokens do."""
    starts = {token.start() for token in _TOKEN.finditer(lines[span.line - 1])}
    ends = {token.end() for token in _TOKEN.finditer(lines[span.end_line - 1])}
    is_one = (span.line, span.column + 1) == (span.end_line, span.end_column)
    return span.column in starts and (span.end_column in ends or is_one)


def _is_file(file: str) -> bool:
    try:
        return Path(file).is_file()
    except (OSError, ValueError):
        return False
