"""What is unpacked: Python marks the names on the left, but the value is what did not fit them."""

import dis
from collections.abc import Sequence
from types import CodeType

from debugpage.capture.source import excerpt
from debugpage.capture.source.heads import loops_in
from debugpage.report import Span

_UNPACKING = ("UNPACK_SEQUENCE", "UNPACK_EX")
_BETWEEN = ("STORE_", "UNPACK_", "CACHE", "COPY", "SWAP", "EXTENDED_ARG", "NOP")
"""What stands between an instruction that unpacks and the one that made its value."""


def unpacked(code: CodeType, instruction: int, lines: Sequence[str]) -> Span | None:
    """Return the range of what an instruction unpacks, None for one that unpacks nothing.

    instruction: its byte offset in `code`, whose file has the `lines`.
    """
    operations = code.co_code
    inside = 0 <= instruction < len(operations)
    if not inside or dis.opname[operations[instruction]] not in _UNPACKING:
        return None
    names = [dis.opname[number] for number in operations[::2]]
    positions = list(code.co_positions())
    here = _outermost(names, positions, instruction // 2)
    maker = next((n for n in range(here - 1, -1, -1) if not names[n].startswith(_BETWEEN)), None)
    if maker is None:
        return None
    target = excerpt.span_of(lines, excerpt.Position(*positions[here]))
    found = excerpt.span_of(lines, excerpt.Position(*positions[maker]))
    if target is None or found is None:
        return None
    loops = loops_in(lines, found) if _encloses(found, target) else ()
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
