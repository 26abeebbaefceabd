"""A form in parts (`multipart/form-data`, RFC 7578), taken apart by werkzeug's decoder."""

from dataclasses import dataclass, field

from werkzeug.exceptions import HTTPException
from werkzeug.sansio import multipart

_ENDS = (multipart.NeedData, multipart.Epilogue)
_NO_PARTS = (ValueError, AttributeError, HTTPException)
"""What the decoder raises for what is no form in parts; the second is an accident of its own."""

_LEFT_OUT = "the rest is no form in parts"


@dataclass
class _Part:
    """A part of a form: a field, or a file, of which `file` tells name and type."""

    name: str
    file: str
    content: bytearray = field(default_factory=bytearray)
    is_whole: bool = False

    def told(self) -> tuple[str, str]:
        """Return the name of the part, and what is told of its content."""
        if not self.file:
            return self.name, self.content.decode("utf-8", "replace")
        size = f"{len(self.content):,} bytes"
        return self.name, f"<{self.file}, {size if self.is_whole else f'at least {size}'}>"


def fields_in(body: bytes, boundary: bytes) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return the fields of a form, as far as it is one, and what is left out of them, or "".

    Of files only names, types and sizes are told.
    """
    decoder = multipart.MultipartDecoder(boundary)
    parts: list[_Part] = []
    left_out = ""
    try:
        decoder.receive_data(body)
        while not isinstance(event := decoder.next_event(), _ENDS):
            _take_up(event, parts)
    except _NO_PARTS:
        left_out = _LEFT_OUT
    return tuple(part.told() for part in parts), left_out


def _take_up(event: multipart.Event, parts: list[_Part]) -> None:
    if isinstance(event, multipart.Field | multipart.File):
        parts.append(_Part(event.name or "", _file(event)))
    elif isinstance(event, multipart.Data):
        parts[-1].content += event.data
        parts[-1].is_whole = not event.more_data


def _file(event: multipart.Field | multipart.File) -> str:
    if isinstance(event, multipart.Field):
        return ""
    return ", ".join(filter(None, (f"file {event.filename!r}", event.headers.get("content-type"))))
