"""The same secret in another place: what was met under the name of one is masked everywhere.

A secret is known by its name in one local or field; the same text may stand nameless in a message,
in what a `__repr__` answered, or in a request's address. So a finished report is gone over once
more, for all that was learned while it was made.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from debugpage.capture.redaction.patterns import Pattern
from debugpage.report import Entry, Field, Frame, Hint, Problem, RequestInfo, Value

LEAST = 6
"""Characters from which on it is no accident that a text stands in two places."""
MOST = 200
"""Secrets learned for one report."""
LONGEST = 4_096
_MOST_LOOKED_AT = 2_000

_ORDINARY = Pattern(
    r"(?:(?:access|api|authorization|auth|cookie|csrf|email|id|key|middleware|name|passwd|password"
    r"|pass|private|refresh|secret|session|signature|token|user|xsrf)s?[_-]?)++",
    re.IGNORECASE,
)
"""Names of fields: `csrf_token` and `sessionid` are no secrets, though one's name may be theirs."""

Masker = Callable[[str], str]


class Learned:
    """The secrets met by their names while one report is made."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()

    def learn(self, value: Any) -> None:
        """Remember the value of a secret: a text, bytes or a number, or a container of such."""
        rest, room = [value], _MOST_LOOKED_AT
        while rest and len(self._secrets) < MOST:
            one = rest.pop()
            inside = list(islice(_inside(one), room))
            room -= len(inside)
            rest += inside
            self._learn_one(one)

    def _learn_one(self, value: object) -> None:
        text = _text_of(value)
        for secret in (text, unquote(text), *_credentials(text)):
            stripped = secret.strip()
            if LEAST <= len(stripped) <= LONGEST and not _ORDINARY.compiled.fullmatch(stripped):
                self._secrets.add(stripped)

    def masker(self, mask: str) -> Masker | None:
        """Return a function that masks in a text what was learned; None where nothing was."""
        secrets = {form for one in list(self._secrets) for form in _forms(one)}
        if not secrets:
            return None
        from debugpage.capture.redaction.needles import Needles  # most reports meet no secret

        needles = Needles(secrets)
        return lambda text: needles.masked(text, mask)


def _inside(value: Any) -> Iterable[object]:
    """Return what a container of Python's own holds; of others nothing, for that runs code."""
    if type(value) is dict:
        return value.values()
    return value if type(value) in (list, tuple, set, frozenset) else ()


def _text_of(value: Any) -> str:
    kind = type(value)
    if issubclass(kind, str):
        return str.__getitem__(value, slice(0, LONGEST + 1))
    if issubclass(kind, bytes):
        return bytes.__getitem__(value, slice(0, LONGEST + 1)).decode("latin-1")
    return int.__repr__(value) if kind is int and value.bit_length() < 200 else ""


def _credentials(text: str) -> list[str]:
    """Return what stands behind the scheme of HTTP authentication (RFC 9110, section 11.4)."""
    scheme, _, credentials = text.partition(" ")
    if scheme.lower() == "basic":
        try:
            named = base64.b64decode(credentials, validate=True).decode("latin-1")
        except (binascii.Error, ValueError):
            return [credentials]
        return [credentials, named.partition(":")[2]]
    return [credentials] if scheme.isalpha() else []


def _forms(secret: str) -> set[str]:
    """Return how a secret may be written: as it is, in a literal, in JSON, in a URL."""
    url = secret.encode("utf-8", "surrogatepass")
    return {
        secret,
        repr(secret)[1:-1],
        repr(secret.encode("utf-8", "surrogatepass"))[2:-1],
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        quote(url),
        quote(url, safe=""),
        quote_plus(url),
    }


def mask_problem(problem: Problem, mask: Masker) -> Problem:
    """Return an exception with every text masked but the source, which is the developer's file."""
    return problem._replace(
        message=mask(problem.message),
        notes=tuple(map(mask, problem.notes)),
        hints=tuple(Hint(hint.text, mask(hint.code)) for hint in problem.hints),
        frames=tuple(mask_frame(frame, mask) for frame in problem.frames),
    )


def mask_request(request: RequestInfo, mask: Masker) -> RequestInfo:
    """Return a request with every text masked but the names of its fields."""
    return request._replace(
        url=mask(request.url),
        path=mask(request.path),
        headers=_fields(request.headers, mask),
        cookies=_fields(request.cookies, mask),
        query=_fields(request.query, mask),
        form=_fields(request.form, mask),
        path_parameters=_fields(request.path_parameters, mask),
        body=None if request.body is None else mask(request.body),
    )


def mask_frame(frame: Frame, mask: Masker) -> Frame:
    """Return a frame with every text of its values masked."""
    return frame._replace(
        values=_entries(frame.values, mask),
        locals=_entries(frame.locals, mask),
        info=mask(frame.info),
    )


def _entries(entries: tuple[Entry, ...], mask: Masker) -> tuple[Entry, ...]:
    return tuple(Entry(mask(name), mask_value(value, mask)) for name, value in entries)


def mask_value(value: Value, mask: Masker) -> Value:
    """Return a value with every text in it masked."""
    return value._replace(text=mask(value.text), children=_entries(value.children, mask))


def _fields(fields: tuple[Field, ...], mask: Masker) -> tuple[Field, ...]:
    return tuple(field._replace(value=mask(field.value)) for field in fields)
