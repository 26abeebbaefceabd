"""Whole messages on a connection between two processes: bounded in length and in time."""

import socket
import struct
import time
from typing import Self

_LENGTH = struct.Struct("!I")


class Channel:
    """A connection on which messages are sent, each of them bytes with their length before them.

    seconds: in which all is to be said, counted from now. Whatever is not as it should be raises
    OSError: TimeoutError when the time is over, ConnectionError when the other end has gone.
    """

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self.connection = connection
        self._deadline = time.monotonic() + seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def send(self, message: bytes) -> None:
        """Send a message."""
        self._mind_deadline()
        self.connection.sendall(_LENGTH.pack(len(message)) + message)

    def receive(self, most: int) -> bytes:
        """Return the next message, which has at most so many bytes."""
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        if length > most:
            raise ConnectionAbortedError(f"a message of {length:,} bytes, where {most:,} are taken")
        return self._exactly(length)

    def _exactly(self, length: int) -> bytes:
        found = bytearray()
        while len(found) < length:
            self._mind_deadline()
            chunk = self.connection.recv(min(length - len(found), 1 << 16))
            if not chunk:
                raise ConnectionResetError("the other process ended the connection")
            found += chunk
        return bytes(found)

    def _mind_deadline(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the other process did not answer in time")
        self.connection.settimeout(left)
