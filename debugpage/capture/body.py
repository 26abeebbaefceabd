"""The body of a request as the page shows it: form fields, or a text; secrets masked."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from werkzeug.http import parse_options_header
from werkzeug.sansio import multipart

from debugpage.capture.clip import clip
from debugpage.capture.redact import MASK, Redactor
from debugpage.exchange import Request
from debugpage.kept import MOST_BODY_BYTES

TEXT_LENGTH = 20_000
_TEXTS = ("application/xml", "application/graphql", "application/javascript", "application/yaml")
_ENDS = (multipart.NeedData, multipart.Epilogue)
_DEEPEST = 50
_CUT = f"\n… cut after {MOST_BODY_BYTES // 1024} KiB …"


class Body(NamedTuple):
    """What is told of a body: its fields where it is a form, else its text."""

    form: tuple[tuple[str, str], ...] = ()
    text: str | None = None


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
        text = body.decode("utf-8", "replace")
        return Body(tuple(parse_qsl(text, keep_blank_values=True, errors="replace")))
    if media_type == "multipart/form-data" and options.get("boundary"):
        return Body(tuple(_parts(body, options["boundary"].encode("latin-1", "replace"))))
    if not _is_text(media_type, body):
        return Body(text=f"<{media_type or 'binary data'}, {_size(request)}>")
    text = _decoded(body, options.get("charset", "utf-8"))
    if media_type.endswith(("/json", "+json")) and not is_cut:
        return Body(text=clip(_json(text, redactor), TEXT_LENGTH))
    return Body(text=redactor.clipped(text, TEXT_LENGTH) + (_CUT if is_cut else ""))


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, str]]:
    """Yield the fields of a form in parts (RFC 7578), as far as it is whole."""
    decoder = multipart.MultipartDecoder(boundary, max_parts=1_000)
    decoder.receive_data(body)
    name, content, file = "", b"", ""
    for event in _events(decoder):
        if isinstance(event, multipart.Field | multipart.File):
            name, content, file = event.name, b"", _file(event)
        elif isinstance(event, multipart.Data):
            content += event.data
            if not event.more_data:
                told = f"<{file}, {len(content):,} bytes>"
                yield name, told if file else content.decode("utf-8", "replace")


def _events(decoder: multipart.MultipartDecoder) -> Iterator[multipart.Event]:
    try:
        while not isinstance(event := decoder.next_event(), _ENDS):
            yield event
    except ValueError:  # it is no form in parts, or not from here on
        return


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
        masked = _masked(json.loads(text), redactor, _DEEPEST)
        return json.dumps(masked, indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return redactor.text(text)


def _masked(value: Any, redactor: Redactor, depth: int) -> Any:
    if not depth:
        return "…"
    if isinstance(value, dict):
        return {
            redactor.text(name): _field(name, item, redactor, depth) for name, item in value.items()
        }
    if isinstance(value, list):
        return [_masked(item, redactor, depth - 1) for item in value]
    return redactor.text(value) if isinstance(value, str) else value


def _field(name: str, value: Any, redactor: Redactor, depth: int) -> Any:
    if redactor.hides(name) and value not in (None, "", True, False, [], {}):
        redactor.learned.learn(value)
        return MASK
    return _masked(value, redactor, depth - 1)
