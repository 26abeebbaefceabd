"""What an app reads of a request's body, kept so that the page of an error can show it."""

from collections.abc import Callable, Iterator
from typing import Any

MOST_BODY_BYTES = 64 * 1024
"""Bytes of a body that are kept."""


class KeptBody:
    """The beginning of a body, as the chunks in which it was read.

    A chunk that fits is kept as it is; of a longer one what fits is copied, so that an upload is
    not held in memory for its first bytes.
    """

    __slots__ = ("_chunks", "_known", "_room")

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._room = MOST_BODY_BYTES + 1  # the one more tells that the body is longer
        self._known = 0  # bytes to come that are kept already

    def keep(self, chunk: bytes) -> bytes:
        """Keep of a chunk what there is room for, and return the chunk."""
        if chunk and self._room:
            kept = chunk[self._known : self._known + self._room]  # the same object where it fits
            self._known = max(0, self._known - len(chunk))
            self._chunks.append(kept)
            self._room -= len(kept)
        return chunk

    def go_to(self, position: int) -> None:
        """Take it that what is read next stands at a position, in bytes from the beginning."""
        self._known = MOST_BODY_BYTES + 1 - self._room - position
        if self._known < 0:  # what lies between was not read
            self._room = self._known = 0

    def content(self) -> bytes:
        """Return what was read: `MOST_BODY_BYTES` and one more where the body is longer."""
        return b"".join(self._chunks)


class KeptInput:
    """A `wsgi.input` (PEP 3333, "Input and Error Streams") that keeps what the app reads.

    It has every method that the PEP asks for, and of those of `io.BufferedIOBase` and
    `io.RawIOBase` the ones that the server's own stream has.
    """

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

    def __next__(self) -> bytes:
        return self.body.keep(next(self._stream))

    def __getattr__(self, name: str) -> Any:
        """Give whatever else a server's stream has; what reads keeps too."""
        own = getattr(self._stream, name)
        if name in _KEEPING:
            return _KEEPING[name](own, self.body)
        return own


def _keeping_returned(read: Callable[..., bytes], body: KeptBody) -> Callable[..., bytes]:
    def keeping(*size: int) -> bytes:
        return body.keep(read(*size))

    return keeping


def _keeping_filled(
    read_into: Callable[[Any], int | None], body: KeptBody
) -> Callable[[Any], int | None]:
    def keeping(buffer: Any) -> int | None:
        count = read_into(buffer)
        if count:
            with memoryview(buffer) as view, view.cast("B") as filled:
                body.keep(bytes(filled[: min(count, MOST_BODY_BYTES + 1)]))
        return count

    return keeping


def _keeping_place(seek: Callable[..., Any], body: KeptBody) -> Callable[..., Any]:
    def keeping(*place: int) -> Any:
        position = seek(*place)
        if isinstance(position, int):
            body.go_to(position)
        return position

    return keeping


_KEEPING: dict[str, Callable[[Any, KeptBody], Callable[..., Any]]] = {
    "read1": _keeping_returned,
    "readall": _keeping_returned,
    "readinto": _keeping_filled,
    "readinto1": _keeping_filled,
    "seek": _keeping_place,
}
"""The optional methods that read or turn back, each with what makes it keep."""
