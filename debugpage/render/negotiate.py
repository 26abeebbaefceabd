"""Which form of a report a client is given, and what that form is called in HTTP."""

import re
from functools import lru_cache
from typing import Literal, get_args

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
_WEIGHT = re.compile(r"[0-9]+(?:\.[0-9]*)?")
_LONGEST = 1_000
"""Characters of an `Accept` that are read; a browser's has some hundred."""


def choose_form(accept: str | None, suffix: str = "") -> Form:
    """Return the form for a client whose `Accept` header is `accept` (None: it sent none).

    A known `suffix` of the address (`.json`, `.md`, `.txt`) decides alone. Otherwise the type
    named with the highest quality does (RFC 9110, section 12.5.1), the first named of several, and
    any before a wildcard. Wildcards never ask for HTML: `*/*` is what curl and scripts send, and
    they read text.
    """
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    return _preferred(accept[:_LONGEST]) if accept else "text"


@lru_cache(maxsize=64)  # a browser always sends the same one
def _preferred(accept: str) -> Form:
    chosen: Form = "text"
    best = 0.0, False
    for media_range in accept.split(","):
        essence, *parameters = media_range.split(";")
        name = essence.strip().lower()
        form: Form | None = "text" if name.endswith("/*") else _BY_NAME.get(name)
        weight = _quality(parameters), not name.endswith("/*")
        if form and weight[0] > 0 and weight > best:
            chosen, best = form, weight
    return chosen


def _quality(parameters: list[str]) -> float:
    """Return the weight among the parameters of a media range, 1 if none is told; 0 if ill-formed.

    RFC 9110, section 12.4.2; more digits than it allows are read, too.
    """
    told = [value for name, _, value in map(_pair, parameters) if name == "q"]
    if not told:
        return 1.0
    weight = float(told[0]) if _WEIGHT.fullmatch(told[0]) else 0.0
    return weight if weight <= 1 else 0.0


def _pair(parameter: str) -> tuple[str, str, str]:
    name, equals, value = parameter.partition("=")
    return name.strip().lower(), equals, value.strip()


def suffix_of(path: str) -> str:
    """Return the suffix of an address that chooses a form; "" if it has none."""
    return next((suffix for suffix in _SUFFIXES if path.endswith(suffix)), "")


def content_type(form: Form) -> str:
    """Return the value of the `Content-Type` header for a form (RFC 9457 for JSON)."""
    return _CONTENT_TYPES[form]
