"""A response to a request that was not read to its end, sent so that it arrives.

Who closes a connection on which bytes still come in resets it, and the response is lost with it
(RFC 9112, section 9.6). gunicorn's sync worker closes at once.
"""

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

MOST_SECONDS = 2.0
"""How long the rest of a request is taken for nothing but the response's sake."""


def connection_to_linger_on(environ: Mapping[str, Any]) -> socket.socket | None:
    """Return the connection of a request whose server closes it without reading what is left."""
    if environ.get("wsgi.multithread") or not environ.get("CONTENT_LENGTH"):
        return None
    connection = environ.get("gunicorn.socket")
    return connection if isinstance(connection, socket.socket) else None


class LingeringBody:
    """A body after which the connection is closed in order: our half first, then the sender's."""

    def __init__(self, body: bytes, connection: socket.socket) -> None:
        self._body = body
        self._connection = connection

    def __iter__(self) -> Iterator[bytes]:
        yield self._body

    def close(self) -> None:
        """Take what is still being sent, for a while; the server calls this at the end."""
        until = time.monotonic() + MOST_SECONDS
        with suppress(OSError):  # the sender is gone, or silent
            self._connection.shutdown(socket.SHUT_WR)
            while (left := until - time.monotonic()) > 0:
                self._connection.settimeout(left)
                if not self._connection.recv(1 << 16):
                    return
