"""Unix sockets: the way between processes wherever there are any."""

import os
import socket
import stat
import struct
from pathlib import Path

from debugpage.workers.channel import Channel

SUFFIX = ".sock"
_BACKLOG = 64
_CREDENTIALS = struct.Struct("3i")
"""Process, user and group of the other end (`SO_PEERCRED`, unix(7))."""


def listen(folder: Path, name: str) -> socket.socket:
    """Return a socket that listens under a name in a folder, for this user alone."""
    path = folder / (name + SUFFIX)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listening.bind(os.fspath(path))
        # Nobody is let in before it listens, so no mask that all threads share need be changed.
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def connect(folder: Path, name: str, seconds: float) -> Channel:
    """Return a channel to who listens under a name. Raises OSError."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect(os.fspath(folder / (name + SUFFIX)))
        return admit(folder, name, Channel(connection, seconds))
    except OSError:
        connection.close()
        raise


def admit(_folder: Path, _name: str, channel: Channel) -> Channel:
    """Return a channel whose other end is a process of the same user. Raises PermissionError.

    The system is asked where it tells (Linux); elsewhere the folder alone keeps others out.
    """
    if hasattr(socket, "SO_PEERCRED"):
        told = channel.connection.getsockopt(
            socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size
        )
        _, user, _ = _CREDENTIALS.unpack(told)
        if user != os.geteuid():
            raise PermissionError(f"the other end of the socket belongs to the user {user}")
    return channel
