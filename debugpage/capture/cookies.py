"""The cookies in a request's `Cookie` fields, as the app will see them.

Read here and not by werkzeug: to load that takes longer than all that makes a page, and apps of
Starlette do without it.
"""

import re
from collections.abc import Iterable, Iterator

_COOKIE = re.compile(
    r"""(?P<name>[^=;]*)
    (?:=[ \t]*(?P<value>"(?:[^"\\]|\\.)*+"(?=[ \t]*(?:;|\Z))|[^;]*))?
    [ \t]*(?:;|\Z)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(rb"\\([0-3][0-7]{2}|.)", re.DOTALL)


def cookies_in(fields: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield name and value of each cookie (RFC 6265, section 4.2.1), those without a `=` too.

    A value in quotes is told without them, and without the escapes of `http.cookies`; what stands
    between its quotes ends no cookie.
    """
    for found in _COOKIE.finditer(";".join(fields)):
        name, value = found["name"].strip(), (found["value"] or "").strip()
        if name or value:
            yield name, _unquoted(value)


def _unquoted(value: str) -> str:
    if len(value) < 2 or not (value[0] == value[-1] == '"'):
        return value
    inside = value[1:-1].encode("utf-8", "surrogatepass")
    return _ESCAPED.sub(_escaped, inside).decode("utf-8", "replace")


def _escaped(found: re.Match[bytes]) -> bytes:
    told = found[1]
    return told if len(told) == 1 else bytes([int(told, 8)])
