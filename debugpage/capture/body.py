"""The body of a request as the page shows it: form fields, or a text; secrets masked.

Whoever sends it chooses its content and its type, so it is told within bounds: no more of it is
looked through than is shown, and no codec is run but those of character sets.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

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

_PARAMETER = re.compile(
    r""";\s*+(?P<name>charset|boundary)=(?:"(?P<quoted>(?:[^"\\]|\\.)*+)"|(?P<token>[^;\s]*))""",
    re.IGNORECASE,
)
"""One of those that matter here, as RFC 9110, section 5.6.6, has them."""
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)

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
    media_type, options = _declared(request.value("content-type"))
    body, is_cut = request.body[:MOST_BODY_BYTES], len(request.body) > MOST_BODY_BYTES
    if media_type == "application/x-www-form-urlencoded":
        fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        return Body(tuple(fields), left_out=_CUT if is_cut else "")
    if media_type == "multipart/form-data" and options.get("boundary"):
        return _form_in_parts(body, options["boundary"], is_cut=is_cut)
    if not _is_text(media_type, body):
        return Body(text=f"<{clip(media_type, 100) or 'binary data'}, {_size(request)}>")
    text = _decoded(body, options.get("charset", "utf-8"))
    if media_type.endswith(("/json", "+json")) and not is_cut:
        return Body(text=_json(text, redactor))
    shown = redactor.clipped(text, TEXT_LENGTH)
    return Body(text=f"{shown}\n… {_CUT} …" if is_cut else shown)


def _declared(content_type: str) -> tuple[str, dict[str, str]]:
    """Return a media type in lower case, and those of its parameters that matter."""
    options = {
        found["name"].lower(): found["token"] or _ESCAPED.sub(r"\1", found["quoted"] or "")
        for found in _PARAMETER.finditer(content_type)
    }
    return content_type.partition(";")[0].strip().lower(), options


def _form_in_parts(body: bytes, boundary: str, *, is_cut: bool) -> Body:
    # What it takes is loaded where such a form has come, not with every page.
    from debugpage.capture.form_parts import fields_in

    fields, left_out = fields_in(body, boundary.encode("latin-1", "replace"))
    return Body(fields, left_out=_CUT if is_cut else left_out)


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
    if request.content_length:
        return f"{request.content_length:,} bytes"
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
