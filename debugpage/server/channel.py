"""Messages between the processes of the development server: JSON, a line each, over a socket."""

import json
import os
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

Message = dict[str, Any]
_MOST_BYTES = 1 << 16


class Channel:
    """One end of a connection; messages may be sent from any thread, and read by one.

    That the other end is closed is no error when sending: who cares is told when reading.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._rest = b""
        self._descriptors: list[int] = []

    def send(self, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
        """Send a message, and with it open files by their descriptors (POSIX alone).

        Who receives it has, under the name `descriptors`, those of their own process.
        """
        number = {"descriptors": len(descriptors)} if descriptors else {}
        data = json.dumps({**message, **number}).encode() + b"\n"
        with self._lock, suppress(OSError):
            if descriptors:
                socket.send_fds(self._connection, [data], list(descriptors))
            else:
                self._connection.sendall(data)

    def receive(self) -> Message | None:
        """Return the next message; None at the end."""
        while b"\n" not in self._rest:
            data = self._read()
            if not data:
                return None
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        message: Message = json.loads(line)
        if number := message.get("descriptors"):
            message["descriptors"] = self._descriptors[:number]
            del self._descriptors[:number]
        return message

    def __iter__(self) -> Iterator[Message]:
        return iter(self.receive, None)

    def has_message(self) -> bool:
        """Tell whether a message was read together with the one before, and waits here."""
        return b"\n" in self._rest

    def finish(self) -> None:
        """Say no more: who reads at the other end is told; what they say is still read."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)

    def hang_up(self) -> None:
        """End the connection; what was said before can still be read, at both ends."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the connection, and let go of it."""
        self.hang_up()
        self._connection.close()

    def fileno(self) -> int:
        """Return the descriptor of the connection, for selectors and for handing on."""
        return self._connection.fileno()

    def _read(self) -> bytes:
        try:
            if not hasattr(socket, "recv_fds"):
                return self._connection.recv(_MOST_BYTES)
            data, descriptors, _, _ = socket.recv_fds(self._connection, _MOST_BYTES, 8)
        except OSError:
            return b""
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)
        self._descriptors += descriptors
        return data


def pair() -> tuple[Channel, socket.socket]:
    """Return the parent's end of a new connection, and the socket that is to be the child's."""
    ours, theirs = socket.socketpair()
    return Channel(ours), theirs
