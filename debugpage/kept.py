"""What an app reads of a request's body, kept so that the page of an error can show it."""

from collections.abc import Iterator
from typing import Any

MOST_BODY_BYTES = 64 * 1024
"""Bytes of a body that are kept, but for the rest of the chunk in which they end."""


class KeptBody:
    """The beginning of a body, as the chunks in which it was read; none is copied."""

    __slots__ = ("_chunks", "_size")

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._size = 0

    def keep(self, chunk: bytes) -> bytes:
        """Keep a chunk, unless there is enough already, and return it."""
        if chunk and self._size <= MOST_BODY_BYTES:
            self._chunks.append(chunk)
            self._size += len(chunk)
        return chunk

    def content(self) -> bytes:
        """Return what was read: more than `MOST_BODY_BYTES` where the body is longer."""
        return b"".join(self._chunks)[: MOST_BODY_BYTES + 1]


class KeptInput:
    """A `wsgi.input` (PEP 3333, "Input and Error Streams") that keeps what the app reads."""

    __slots__ = ("_stream", "body")

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.body = KeptBody()

    def read(self, *size: int) -> bytes:
        """Read as the server's own stream does."""
        return self.body.keep(self._stream.read(*size))

    def readline(self, *size: int) -> bytes:
        """Read a line as the server's own stream does."""
        return self.body.keep(self._stream.readline(*size))

    def readlines(self, *hint: int) -> list[bytes]:
        """Read lines as the server's own stream does."""
        lines: list[bytes] = self._stream.readlines(*hint)
        for line in lines:
            self.body.keep(line)
        return lines

    def __iter__(self) -> Iterator[bytes]:
        return map(self.body.keep, self._stream)

    def __getattr__(self, name: str) -> Any:
        """Give whatever else a server's stream has."""
        return getattr(self._stream, name)
