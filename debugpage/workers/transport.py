"""The way between processes that this system has, and what is left of those that have ended."""

import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from debugpage.workers.channel import Channel

_LOOK_SECONDS = 0.2
_YOUNG_SECONDS = 10.0
"""Age in which a file may belong to a socket that is not listening yet."""


class Transport(Protocol):
    """A way between processes: what the modules `unix` and `loopback` are.

    A worker is reached by its name: a file `<name><SUFFIX>` in a private folder leads to it.
    """

    SUFFIX: str

    def listen(self, folder: Path, name: str, /) -> socket.socket:
        """Return a socket that listens under a name. Raises OSError."""

    def connect(self, folder: Path, name: str, seconds: float, /) -> Channel:
        """Return a channel to who listens under a name. Raises OSError."""

    def admit(self, folder: Path, name: str, channel: Channel, /) -> Channel:
        """Return a channel whose other end may be answered. Raises OSError."""


def best_transport() -> Transport:
    """Return Unix sockets where there are any."""
    if hasattr(socket, "AF_UNIX"):
        from debugpage.workers import unix

        return unix
    from debugpage.workers import loopback

    return loopback


def sweep(transport: Transport, folder: Path) -> None:
    """Remove what workers that were killed have left in a folder."""
    for path in folder.glob(f"*{transport.SUFFIX}"):
        with suppress(OSError):
            if time.time() - path.lstat().st_mtime > _YOUNG_SECONDS:
                has_ended(transport, folder, path.stem)


def has_ended(transport: Transport, folder: Path, name: str) -> bool:
    """Tell whether nobody listens under a name any longer, and remove what was left of it."""
    try:
        transport.connect(folder, name, _LOOK_SECONDS).connection.close()
    except FileNotFoundError:
        return True
    except ConnectionRefusedError:
        (folder / (name + transport.SUFFIX)).unlink(missing_ok=True)
        return True
    except OSError:
        return False
    return False
