"""Excerpts: the lines around a place in a file, and the failing range within them."""

import re
from collections.abc import Sequence
from itertools import islice
from types import CodeType
from typing import NamedTuple

from debugpage.report import Source, Span

LONGEST_LINE = 1_000
"""Characters kept of a line; a longer one is cut around the failing range."""
LONGEST_SPAN = 24
"""Lines of a failing range that are shown, at most."""
_SCANNED_LINES = 2_000
_STRINGS = re.compile(
    r"#[^\n]*"
    r"|(?P<open>'''|\"\"\")(?:[^\\]|\\.)*?(?P<close>(?P=open)|\Z)"
    r"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"",
    re.DOTALL,
)


class Position(NamedTuple):
    """Where an instruction comes from: lines as in the file, columns in UTF-8 bytes (PEP 657)."""

    line: int | None
    end_line: int | None
    column: int | None
    end_column: int | None


def position_of(code: CodeType, instruction: int) -> Position | None:
    """Return where the instruction at a byte offset comes from, if the code object tells."""
    if instruction < 0:
        return None
    found = next(islice(code.co_positions(), instruction // 2, None), None)
    return None if found is None else Position(*found)


def window(
    lines: Sequence[str], line: int, span: Span | None, margin: int, scope_line: int = 1
) -> Source | None:
    """Return the lines around a place, or None where the file has no such line.

    lines: the whole file. line: the number of the failing line. margin: lines on each side.
    scope_line: the first line of the function around it, from which strings are tracked.
    """
    if not 1 <= line <= len(lines):
        return None
    top = min(line, span.line) if span else line
    bottom = max(line, span.end_line) if span else line
    top, bottom = max(top, line - LONGEST_SPAN), min(bottom, line + LONGEST_SPAN)
    first, last = max(1, top - margin), min(len(lines), bottom + margin)
    kept, span = _cut_long_lines(lines[first - 1 : last], first, span)
    inside = _open_string(lines, max(1, scope_line, first - _SCANNED_LINES), first)
    return Source(first, tuple(kept), span, inside)


def span_of(lines: Sequence[str], position: Position | None) -> Span | None:
    """Return a position with its columns in characters; the whole line where it has no columns.

    Python tells none under `-X no_debug_ranges`. None for what lies outside the lines.
    """
    if position is None or position.line is None or not 1 <= position.line <= len(lines):
        return None
    line, end_line = position.line, position.end_line or position.line
    if position.column is None or position.end_column is None:
        text = lines[line - 1]
        return Span(line, len(text) - len(text.lstrip()), line, len(text.rstrip()))
    if not line <= end_line <= len(lines):
        return None
    start = characters(lines[line - 1], position.column)
    end = characters(lines[end_line - 1], position.end_column)
    return Span(line, start, end_line, end)


def cut_out(lines: Sequence[str], span: Span) -> str:
    """Return the text of a range."""
    inner = list(lines[span.line - 1 : span.end_line])
    inner[-1] = inner[-1][: span.end_column]
    inner[0] = inner[0][span.column :]
    return "\n".join(inner)


def characters(line: str, utf8_bytes: int) -> int:
    """Return how many characters the first so many bytes of a line are, at most all of them."""
    if line.isascii():
        return min(utf8_bytes, len(line))
    encoded = line.encode("utf-8", "surrogatepass")[:utf8_bytes]
    return len(encoded.decode("utf-8", "replace"))


def _open_string(lines: Sequence[str], start: int, first: int) -> str:
    """Return the delimiter of a string that is open where line `first` begins."""
    text = "".join(f"{line}\n" for line in lines[start - 1 : first - 1])
    if "'''" not in text and '"""' not in text:
        return ""
    inside = ""
    for found in _STRINGS.finditer(text):
        inside = found["open"] if found["open"] and not found["close"] else ""
    return inside


def _cut_long_lines(
    lines: Sequence[str], first: int, span: Span | None
) -> tuple[list[str], Span | None]:
    kept = []
    for number, line in enumerate(lines, first):
        if len(line) <= LONGEST_LINE:
            kept.append(line)
            continue
        start = _cut_start(number, span)
        kept.append(_cut(line, start))
        span = _moved(number, span, start)
    return kept, span


def _cut_start(number: int, span: Span | None) -> int:
    """Return from which character a long line is shown: a little before the failing range."""
    if span is None or number != span.line:
        return 0
    return max(0, span.column - LONGEST_LINE // 5)


def _cut(line: str, start: int) -> str:
    rest = len(line) - start - LONGEST_LINE
    before = f"… {start:,} characters left out … " if start else ""
    after = f" … {rest:,} characters left out …" if rest > 0 else ""
    return f"{before}{line[start : start + LONGEST_LINE]}{after}"


def _moved(number: int, span: Span | None, start: int) -> Span | None:
    """Return the span with its columns in the cut line instead of the whole one."""
    if span is None:
        return None
    shift = len(f"… {start:,} characters left out … ") - start if start else 0
    limit = LONGEST_LINE + max(shift + start, 0)
    if number == span.line:
        span = span._replace(column=min(span.column + shift, limit))
    if number == span.end_line:
        span = span._replace(end_column=min(span.end_column + shift, limit))
    return span
