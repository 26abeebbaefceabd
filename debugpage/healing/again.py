"""A request as it was, kept so that it can be sent again: whole or not at all.

It is in memory alone, secrets and all, and never in a page. What is not known exactly is the
spelling of its path, which is encoded anew.
"""

import base64
from typing import Any, NamedTuple, Self

from debugpage.exchange import Request
from debugpage.kept import MOST_BODY_BYTES

_OF_THE_CONNECTION = frozenset(
    {
        *("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding"),
        *("upgrade", "expect", "content-length"),
    }
)
"""Header fields of one connection (RFC 9110, section 7.6.1), and the length, which is known."""


class KeptRequest(NamedTuple):
    """A request as it was; `root` and `path` are decoded, `query` is raw, in Latin-1 clothes."""

    method: str
    root: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, request: Request) -> Self:
        """Return a request whose body is known whole."""
        headers = tuple(pair for pair in request.headers if pair[0] not in _OF_THE_CONNECTION)
        query = request.query.decode("latin-1")
        path = (request.root, request.path)
        return cls(request.method, *path, query, headers, request.body)

    def to_message(self) -> dict[str, Any]:
        """Return the request as JSON data."""
        return {**self._asdict(), "body": base64.b64encode(self.body).decode()}

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> Self:
        """Return the request that was made into JSON data."""
        headers = tuple((name, value) for name, value in message["headers"])
        body = base64.b64decode(message["body"])
        return cls(**{**message, "headers": headers, "body": body})


def why_not_whole(request: Request) -> str:
    """Return why a request cannot be sent again as it was, or "" where nothing speaks against it.

    request: one of the app's, with what the app has read of its body.
    """
    if request.method == "WEBSOCKET":
        return "a WebSocket cannot be opened again from here"
    if request.values("transfer-encoding"):
        return "its body came as a stream"
    length = request.content_length
    if max(length, len(request.body)) > MOST_BODY_BYTES:
        return f"its body is longer than the {MOST_BODY_BYTES // 1024} KiB that are kept"
    if len(request.body) != length:
        return "the app had not read its body to the end"
    return ""
