"""Which form of a report a client is given, and what that form is called in HTTP."""

from typing import Literal, get_args

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

Form = Literal["html", "markdown", "text", "json"]
"""The forms a report can be rendered in."""

FORMS: tuple[Form, ...] = get_args(Form)

_SUFFIXES: dict[str, Form] = {
    ".html": "html",
    ".md": "markdown",
    ".txt": "text",
    ".json": "json",
}
_BY_NAME: dict[str, Form] = {
    "text/html": "html",
    "application/json": "json",
    "application/problem+json": "json",
    "text/markdown": "markdown",
    "text/plain": "text",
}
_CONTENT_TYPES: dict[Form, str] = {
    "html": "text/html; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "text": "text/plain; charset=utf-8",
    "json": "application/problem+json",
}


def choose_form(accept: str | None, suffix: str = "") -> Form:
    """Return the form for a client whose `Accept` header is `accept` (None: it sent none).

    A known `suffix` of the address (`.json`, `.md`, `.txt`) decides alone. Otherwise the type
    named with the highest quality does (RFC 9110, section 12.5.1), the first named of several.
    Wildcards never ask for HTML: `*/*` is what curl and scripts send, and they read text.
    """
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    chosen: Form = "text"
    best = 0.0
    for name, quality in parse_accept_header(accept or "", MIMEAccept):
        essence = name.partition(";")[0].strip().lower()
        form = "text" if essence.endswith("/*") else _BY_NAME.get(essence)
        if form and quality > best:
            chosen, best = form, quality
    return chosen


def suffix_of(path: str) -> str:
    """Return the suffix of an address that chooses a form; "" if it has none."""
    return next((suffix for suffix in _SUFFIXES if path.endswith(suffix)), "")


def content_type(form: Form) -> str:
    """Return the value of the `Content-Type` header for a form (RFC 9457 for JSON)."""
    return _CONTENT_TYPES[form]
