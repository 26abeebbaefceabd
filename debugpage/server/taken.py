"""Who listens on a port that is taken, where the system tells (Linux)."""

import socket
import sys
from pathlib import Path
from typing import NamedTuple

from debugpage.console.connection import listening_sockets
from debugpage.console.program import process_holding
from debugpage.server.listen import LOOPBACKS

_ALL = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound
_MOST_SHOWN = 200


class Holder(NamedTuple):
    """The process that listens on a port: its number, and its command as typed."""

    pid: int
    command: str

    def __str__(self) -> str:
        return f"{self.command} (process {self.pid})"


def holder_of(host: str, port: int) -> Holder | None:
    """Return who listens on a TCP port so that `host` is taken; None where that is not told.

    Only processes of our own user can be told, unless we are root.
    """
    if sys.platform != "linux":
        return None
    try:
        wanted = _addresses(host)
        found = (one for one in listening_sockets(port) if _collides(one.host, wanted))
        pids = (process_holding(one.inode) for one in found)
        return next((_holder(pid) for pid in pids if pid is not None), None)
    except (OSError, ValueError):
        return None


def _addresses(host: str) -> set[str]:
    """Return what a host stands for, and the loopback address that is taken together with it."""
    told = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    found = {str(address[0]).partition("%")[0] for *_, address in told}
    return found | {LOOPBACKS[one] for one in found if one in LOOPBACKS}


def _collides(host: str, wanted: set[str]) -> bool:
    return host in wanted or host in _ALL or not _ALL.isdisjoint(wanted)


def _holder(pid: int) -> Holder:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    return Holder(pid, " ".join(words).strip()[:_MOST_SHOWN])
