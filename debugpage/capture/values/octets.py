"""Bytes and bytearrays: as much of them as can be read on one line, with secrets masked."""

from itertools import accumulate
from typing import Any

from debugpage.capture import anatomy
from debugpage.capture.redaction.redactor import MARGIN, MASK, Redactor
from debugpage.report import Value


def told_bytes(value: Any, redactor: Redactor, most: int) -> Value:
    """Describe bytes by the first of them; `most`: the characters in which they are written."""
    base = bytes if issubclass(type(value), bytes) else bytearray
    size = base.__len__(value)
    head = bytes(base.__getitem__(value, slice(0, most + MARGIN)))
    text = redactor.text(head.decode("latin-1"))[:most]
    data = text.encode("latin-1", "replace").replace(b"?" * len(MASK), b"********")
    kept = data[: _printable_within(data, most)]
    omitted = max(size - most, 0) + len(data) - len(kept)
    shown = repr(kept) + (f" … {omitted:,} bytes left out" if omitted else "")
    return Value(anatomy.type_name(type(value)), shown, "text", size)


def _printable_within(data: bytes, most: int) -> int:
    """Return how many bytes, from the first on, can be written in so many characters."""
    if len(repr(data)) - len(repr(b"")) <= most:  # as of most: each header of an ASGI scope is one
        return len(data)
    lengths = accumulate(len(repr(data[i : i + 1])) - len(repr(b"")) for i in range(len(data)))
    return sum(length <= most for length in lengths)
