"""What is gone through or unpacked: Python marks the whole loop, or the names on the left.

The value that did not fit the names is the one that tells, so its place is found for it.
"""

import ast
import dis
from collections.abc import Iterator, Sequence
from types import CodeType
from typing import NamedTuple

from debugpage.capture import source
from debugpage.report import Span

LONGEST_HEAD = 10
"""Lines of the head of a loop, at most."""
_LOOP = ("for ", "async for ", "for(", "for\t", "async for(")
_UNPACKING = ("UNPACK_SEQUENCE", "UNPACK_EX")
_BETWEEN = ("STORE_", "UNPACK_", "CACHE", "COPY", "SWAP", "EXTENDED_ARG", "NOP")
"""What stands between an instruction that unpacks and the one that made its value."""


class _Loop(NamedTuple):
    """The names that a loop binds, and what it goes through."""

    target: Span
    iterable: Span


def without_body(lines: Sequence[str], span: Span | None) -> Span | None:
    """Return the range of what a loop goes through, given that of the whole loop; else the same.

    Python before 3.13 tells the whole loop as the place where its iterable fails.
    """
    if span is None or not lines[span.line - 1][span.column :].startswith(_LOOP):
        return span
    return next((loop.iterable for loop in _loops(lines, span)), span)


def unpacked(code: CodeType, instruction: int, lines: Sequence[str]) -> Span | None:
    """Return the range of what an instruction unpacks, None for one that unpacks nothing.

    instruction: its byte offset in `code`, whose file has the `lines`.
    """
    if instruction < 0 or dis.opname[code.co_code[instruction]] not in _UNPACKING:
        return None
    names = [dis.opname[number] for number in code.co_code[::2]]
    positions = list(code.co_positions())
    here = _outermost(names, positions, instruction // 2)
    maker = next((n for n in range(here - 1, -1, -1) if not names[n].startswith(_BETWEEN)), None)
    if maker is None:
        return None
    target = source.span_of(lines, source.Position(*positions[here]))
    found = source.span_of(lines, source.Position(*positions[maker]))
    if target is None or found is None:
        return None
    loops = _loops(lines, found) if _encloses(found, target) else ()
    return next((loop.iterable for loop in loops if loop.target == target), found)


def _outermost(names: Sequence[str], positions: Sequence[tuple[int | None, ...]], here: int) -> int:
    """Return the number of what unpacks all of `a, (b, c)`, given that of what unpacks `b, c`."""
    first = here
    for number in range(here - 1, -1, -1):
        if names[number] in _UNPACKING and _holds(positions[number], positions[first]):
            first = number
    return first


def _holds(outer: tuple[int | None, ...], inner: tuple[int | None, ...]) -> bool:
    """Tell whether a place (line, end line, column, end column) holds another."""
    if None in outer or None in inner or outer == inner:
        return False
    return _edges(outer)[0] <= _edges(inner)[0] and _edges(inner)[1] <= _edges(outer)[1]


def _edges(place: tuple[int | None, ...]) -> tuple[tuple[int, int], tuple[int, int]]:
    line, end_line, column, end_column = (number or 0 for number in place)
    return (line, column), (end_line, end_column)


def _encloses(outer: Span, inner: Span) -> bool:
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]


def _loops(lines: Sequence[str], span: Span) -> Iterator[_Loop]:
    """Yield the loops and comprehensions in a range, the outermost first."""
    tree = _parsed_head(lines, span)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            yield _Loop(_span(node.target, lines, span), _span(node.iter, lines, span))


def _parsed_head(lines: Sequence[str], span: Span) -> ast.AST | None:
    """Parse the shortest piece of a range that can be: of a loop, its head."""
    for end in range(span.line, min(span.end_line, span.line + LONGEST_HEAD) + 1):
        column = span.end_column if end == span.end_line else len(lines[end - 1])
        text = source.cut_out(lines, span._replace(end_line=end, end_column=column))
        for candidate in (f"{text}\n pass", text):
            try:
                return ast.parse(candidate)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
    return None


def _span(node: ast.expr, lines: Sequence[str], inside: Span) -> Span:
    """Return where a node is, of a tree that was parsed from what stands in a range."""
    line, column = _in_file(node.lineno, node.col_offset, lines, inside)
    end_line, end_column = _in_file(
        node.end_lineno or node.lineno, node.end_col_offset or 0, lines, inside
    )
    return Span(line, column, end_line, end_column)


def _in_file(line: int, utf8_bytes: int, lines: Sequence[str], inside: Span) -> tuple[int, int]:
    number = inside.line + line - 1
    start = inside.column if line == 1 else 0
    return number, start + source.characters(lines[number - 1][start:], utf8_bytes)
