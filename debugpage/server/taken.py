"""Who listens on a port that is taken, where the system tells (Linux)."""

import socket
import struct
import sys
from pathlib import Path
from typing import NamedTuple

_LISTENING = "0A"


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
        inodes = set(_listening(_addresses(host), port))
        return next(filter(None, (_holds(folder, inodes) for folder in _processes())), None)
    except OSError:
        return None


def _addresses(host: str) -> set[str]:
    """Return the addresses that collide with one, as `/proc/net/tcp` spells them (proc(5))."""
    found = {"0" * 8, "0" * 32}
    for family, _, _, _, address in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM):
        packed = socket.inet_pton(family, str(address[0]).partition("%")[0])
        words = struct.unpack(f"={len(packed) // 4}I", packed)
        found.add("".join(f"{word:08X}" for word in words))
    return found


def _listening(addresses: set[str], port: int) -> list[str]:
    rows = [row for name in ("tcp", "tcp6") for row in _table(name)]
    return [
        fields[9]
        for fields in map(str.split, rows)
        if fields[3] == _LISTENING and _matches(fields[1], addresses, port)
    ]


def _table(name: str) -> list[str]:
    file = Path("/proc/net", name)
    return file.read_text().splitlines()[1:] if file.exists() else []


def _matches(local: str, addresses: set[str], port: int) -> bool:
    address, _, number = local.partition(":")
    return int(number, 16) == port and address in addresses


def _processes() -> list[Path]:
    return [folder for folder in Path("/proc").iterdir() if folder.name.isdigit()]


def _holds(folder: Path, inodes: set[str]) -> Holder | None:
    try:
        links = filter(None, map(_link_of, (folder / "fd").iterdir()))
        if not {f"socket:[{inode}]" for inode in inodes}.intersection(links):
            return None
        words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:  # another user's, or gone meanwhile
        return None
    return Holder(int(folder.name), " ".join(words).strip()[:200])


def _link_of(file: Path) -> str:
    try:
        return str(file.readlink())
    except OSError:  # closed meanwhile, as the one that lists them
        return ""
