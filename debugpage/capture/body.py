"""The body of a request as the page shows it: form fields, or a text; secrets masked.

Whoever sends it chooses its content and its type, so it is told within bounds: no more of it is
looked through than is shown, and no codec is run but those of character sets.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_options_header
from werkzeug.sansio import multipart

from debugpage.capture.clip import clip
from debugpage.capture.redaction.labels import named_in_record, named_in_sequence
from debugpage.capture.redaction.redactor import MASK, Redactor
from debugpage.exchange import Request
from debugpage.kept import MOST_BODY_BYTES

TEXT_LENGTH = 20_000
_TEXTS = ("application/xml", "application/graphql", "application/javascript", "application/yaml")
_CUT = f"cut after {MOST_BODY_BYTES // 1024} KiB"

_CHARSETS = re.compile(
    r"(?:utf|us|ascii|iso|latin|windows|cp|koi8|gb|big5|euc|shift|sjis|mac)[\w.-]{0,20}",
    re.IGNORECASE | re.ASCII,
)
"""Beginnings of names of character sets; Python has codecs that are none, and some are slow."""

_ENDS = (multipart.NeedData, multipart.Epilogue)
_NO_PARTS = (ValueError, AttributeError, HTTPException)
"""What the decoder raises for what is no form in parts; the second is an accident of its own."""

_DEEPEST = 50
_LEAST_OF_AN_ITEM = 4
_KEY_LENGTH = 200


class Body(NamedTuple):
    """What is told of a body: its fields where it is a form, else its text.

    `left_out` says what of a form is not among its fields.
    """

    form: tuple[tuple[str, str], ...] = ()
    text: str | None = None
    left_out: str = ""


def describe_body(request: Request, redactor: Redactor) -> Body:
    """Return what is told of a request's body, as far as it was read.

    Fields of forms are not masked yet. Of files only names, types and sizes are told; so it is
    with whatever is no text.
    """
    if not request.body:
        return Body()
    declared = (request.values("content-type") or [""])[0]
    media_type, options = parse_options_header(declared)
    body, is_cut = request.body[:MOST_BODY_BYTES], len(request.body) > MOST_BODY_BYTES
    if media_type == "application/x-www-form-urlencoded":
        fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        return Body(tuple(fields), left_out=_CUT if is_cut else "")
    if media_type == "multipart/form-data" and options.get("boundary"):
        told = _form_in_parts(body, options["boundary"].encode("latin-1", "replace"))
        return told._replace(left_out=_CUT) if is_cut else told
    if not _is_text(media_type, body):
        return Body(text=f"<{clip(media_type, 100) or 'binary data'}, {_size(request)}>")
    text = _decoded(body, options.get("charset", "utf-8"))
    if media_type.endswith(("/json", "+json")) and not is_cut:
        return Body(text=_json(text, redactor))
    shown = redactor.clipped(text, TEXT_LENGTH)
    return Body(text=f"{shown}\n… {_CUT} …" if is_cut else shown)


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


def _form_in_parts(body: bytes, boundary: bytes) -> Body:
    """Return the fields of a form in parts (RFC 7578), as far as it is one."""
    decoder = multipart.MultipartDecoder(boundary)
    parts: list[_Part] = []
    left_out = ""
    try:
        decoder.receive_data(body)
        while not isinstance(event := decoder.next_event(), _ENDS):
            _take_up(event, parts)
    except _NO_PARTS:
        left_out = "the rest is no form in parts"
    return Body(tuple(part.told() for part in parts), left_out=left_out)


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


def _is_text(media_type: str, body: bytes) -> bool:
    if media_type.startswith("text/") or media_type.endswith(("/json", "+json", "+xml", "+yaml")):
        return True
    return media_type in _TEXTS or (not media_type and b"\0" not in body and _is_utf8(body))


def _is_utf8(body: bytes) -> bool:
    try:
        body[:-4].decode("utf-8")  # the last character may have been cut
    except UnicodeDecodeError:
        return False
    return True


def _decoded(body: bytes, charset: str) -> str:
    if not _CHARSETS.fullmatch(charset):
        charset = "utf-8"
    try:
        return body.decode(charset, "replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace")


def _size(request: Request) -> str:
    told = (request.values("content-length") or [""])[0]
    if told.isascii() and told.isdigit():
        return f"{int(told[:18]):,} bytes"
    more = "more than " if len(request.body) > MOST_BODY_BYTES else ""
    return f"{more}{len(request.body):,} bytes"


def _json(text: str, redactor: Redactor) -> str:
    """Return JSON with its secrets masked by name and shape, indented; other text as it is."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return redactor.clipped(text, TEXT_LENGTH)
    _learn(document, redactor)
    masked = _MaskedJson(redactor).masked(document)
    return clip(json.dumps(masked, indent=2, ensure_ascii=False), TEXT_LENGTH)


def _learn(document: Any, redactor: Redactor) -> None:
    """Let the redactor learn all secrets of a document, also of what of it is not shown."""
    rest = [document]
    while rest:
        for name, item in _named(rest.pop()):
            rest.append(item)
            if _is_secret(name, item, redactor):
                redactor.learned.learn(item)


def _named(value: Any) -> Iterable[tuple[str, Any]]:
    """Return what a value holds under the names by which it goes."""
    if isinstance(value, dict):
        return named_in_record(value.items())
    return named_in_sequence(value, len(value)) if isinstance(value, list) else ()


def _is_secret(name: str, value: Any, redactor: Redactor) -> bool:
    hides = redactor.hides_text if isinstance(value, str) else redactor.hides
    return hides(name) and value not in (None, "", True, False, [], {})


class _MaskedJson:
    """Makes the copy of a JSON document that is shown: secrets masked, and not much too long."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._room = TEXT_LENGTH

    def masked(self, value: Any, depth: int = 1) -> Any:
        """Return the copy of a value that stands at a depth, counted from 1."""
        self._room -= _LEAST_OF_AN_ITEM + 2 * depth  # of which the latter is its indentation
        if isinstance(value, dict):
            return dict(self._items(value, depth)) if depth < _DEEPEST else "…"
        if isinstance(value, list):
            return list(self._elements(value, depth)) if depth < _DEEPEST else "…"
        return self._text(value, TEXT_LENGTH) if isinstance(value, str) else value

    def _items(self, items: dict[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
        named = zip(items, _named(items), strict=True)
        for number, (key, (name, value)) in enumerate(named):
            if self._room <= 0:
                yield "…", f"{len(items) - number:,} more left out"
                return
            yield self._text(key, _KEY_LENGTH), self._item(name, value, depth)

    def _elements(self, elements: list[Any], depth: int) -> Iterator[Any]:
        for number, (name, value) in enumerate(_named(elements)):
            if self._room <= 0:
                yield f"… {len(elements) - number:,} more left out"
                return
            yield self._item(name, value, depth)

    def _item(self, name: str, value: Any, depth: int) -> Any:
        return self.masked(MASK if _is_secret(name, value, self._redactor) else value, depth + 1)

    def _text(self, text: str, length: int) -> str:
        shown = self._redactor.clipped(text, length)
        self._room -= len(shown)
        return shown
