"""What Linux's kernel knows of TCP sockets: who listens, and the far end of a local connection.

Does: ask sock_diag (a netlink query, sock_diag(7)), or read /proc/net/tcp{,6} where that is shut.
Does not: judge. An end that was closed or reset is no longer known.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Ends(NamedTuple):
    """The two ends of a connection: textual addresses and TCP ports; `near` is the server's."""

    far: tuple[str, int]
    near: tuple[str, int]


class FarSocket(NamedTuple):
    """The socket at the far end: the id of the user who made it, and its inode (never 0).

    `is_established` is False once one of the two ends has said that it sends no more.
    """

    uid: int
    inode: int
    is_established: bool


class Listening(NamedTuple):
    """A socket that listens: its textual address, which may stand for all, and its inode."""

    host: str
    inode: int


def far_socket(ends: Ends) -> FarSocket | None:
    """Return the socket at the far end of a connection; None if it is not known.

    Raises OSError or ValueError where an address is none or the kernel does not answer.
    """
    wanted = _Pair.of(ends)
    try:
        return _ask_kernel(wanted)
    except OSError:
        return None if _shows_rows(ends) else _look_in_table(wanted)


def listening_sockets(port: int) -> list[Listening]:
    """Return the sockets that listen on a TCP port, as the kernel's tables have them.

    Raises OSError or ValueError where those cannot be read.
    """
    return [
        Listening(_host(row.near[0]), row.inode)
        for row in _all_rows(f":{port:04X}")
        if row.state == _LISTENS and row.near[1] == port
    ]


def _shows_rows(ends: Ends) -> bool:
    """Tell whether the kernel shows our own end, so that it would have shown the other one.

    It does not without netlink (seccomp, gVisor), nor without its module tcp_diag.
    """
    try:
        _ask_kernel(_Pair.of(Ends(ends.near, ends.far)))
    except OSError:
        return False
    return True


class _Pair(NamedTuple):
    """The far socket's view of the connection: its own end first, addresses as packed bytes."""

    family: int
    source: bytes
    source_port: int
    target: bytes
    target_port: int

    @classmethod
    def of(cls, ends: Ends) -> "_Pair":
        (family, source), (other, target) = _packed(ends.far[0]), _packed(ends.near[0])
        if family != other or not {ends.far[1], ends.near[1]} < _PORTS:
            raise ValueError("these are no two ends of a connection")
        return cls(family, source, ends.far[1], target, ends.near[1])

    def is_of(self, source: bytes, target: bytes, ports: tuple[int, int]) -> bool:
        """Tell whether a row, whose addresses may be IPv4-mapped, is of this connection."""
        found = _unmapped(source), _unmapped(target), ports
        return found == (self.source, self.target, (self.source_port, self.target_port))


_PORTS = frozenset(range(1, 1 << 16))
_MAPPED = bytes(10) + b"\xff\xff"
_IPV4_BYTES = 4


def _packed(host: str) -> tuple[int, bytes]:
    """Return the family and the bytes of an address; of an IPv4-mapped one those of IPv4."""
    if ":" not in host:
        return socket.AF_INET, socket.inet_pton(socket.AF_INET, host)
    address = _unmapped(socket.inet_pton(socket.AF_INET6, host))
    return (socket.AF_INET if len(address) == _IPV4_BYTES else socket.AF_INET6), address


def _unmapped(address: bytes) -> bytes:
    return address.removeprefix(_MAPPED)


# From linux/netlink.h, linux/sock_diag.h and linux/inet_diag.h.
_NETLINK_SOCK_DIAG = 4
_SOCK_DIAG_BY_FAMILY = 20
_NLM_F_REQUEST = 1
_ESTABLISHED = 1
_LISTENS = 10
_ALL_STATES = 0xFFFFFFFF
_NO_COOKIE = b"\xff" * 8
_HEADER = struct.Struct("=IHHII")
_REQUEST = struct.Struct("=BBBxI")
_SOCKET_ID = struct.Struct("!HH16s16sI8s")
_ANSWER = struct.Struct("=BBBB48sIIIII")
_ANSWER_BYTES = 4096
_ANSWER_SECONDS = 0.2


def _ask_kernel(wanted: _Pair) -> FarSocket | None:
    """Ask for the row of exactly that connection. Raises OSError if the kernel has none to show."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _NETLINK_SOCK_DIAG) as kernel:
        kernel.settimeout(_ANSWER_SECONDS)
        kernel.sendto(_question(wanted), (0, 0))
        answer, sender = kernel.recvfrom(_ANSWER_BYTES)
    if sender[0] != 0:
        raise OSError("the answer is not the kernel's")
    return _read_answer(wanted, answer)


def _question(wanted: _Pair) -> bytes:
    socket_id = _SOCKET_ID.pack(
        wanted.source_port, wanted.target_port, wanted.source, wanted.target, 0, _NO_COOKIE
    )
    request = _REQUEST.pack(wanted.family, socket.IPPROTO_TCP, 0, _ALL_STATES) + socket_id
    length = _HEADER.size + len(request)
    return _HEADER.pack(length, _SOCK_DIAG_BY_FAMILY, _NLM_F_REQUEST, 1, 0) + request


def _read_answer(wanted: _Pair, answer: bytes) -> FarSocket | None:
    _, kind, _, _, _ = _HEADER.unpack_from(answer)
    if kind != _SOCK_DIAG_BY_FAMILY:
        raise OSError("the kernel has no such row, or shows none")
    family, state, _, _, socket_id, _, _, _, uid, inode = _ANSWER.unpack_from(answer, _HEADER.size)
    source_port, target_port, source, target, _, _ = _SOCKET_ID.unpack(socket_id)
    if family == socket.AF_INET:
        source, target = source[:_IPV4_BYTES], target[:_IPV4_BYTES]
    is_it = wanted.is_of(source, target, (source_port, target_port))
    return FarSocket(uid, inode, state == _ESTABLISHED) if is_it and inode else None


_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_MOST_ROWS = 50_000
_ROW_FIELDS = 10


class _Row(NamedTuple):
    """A row of the tables (proc(5)): the ends as packed bytes and ports, the socket's facts."""

    near: tuple[bytes, int]
    far: tuple[bytes, int]
    state: int
    uid: int
    inode: int


def _look_in_table(wanted: _Pair) -> FarSocket | None:
    """Look for the connection in the kernel's tables, which takes 10 to 50 ms."""
    for row in _all_rows(f":{wanted.source_port:04X}"):
        is_it = wanted.is_of(row.near[0], row.far[0], (row.near[1], row.far[1]))
        if is_it and row.inode:
            return FarSocket(row.uid, row.inode, row.state == _ESTABLISHED)
    return None


def _all_rows(holding: str) -> Iterator[_Row]:
    """Yield the rows that hold a text, first those of IPv4."""
    for table in _TABLES:
        with suppress(FileNotFoundError), table.open(encoding="ascii") as rows:
            for _, row in zip(range(_MOST_ROWS), rows, strict=False):
                if holding in row and len(fields := row.split()) >= _ROW_FIELDS:
                    yield _read_row(fields)


def _read_row(row: list[str]) -> _Row:
    """Read the fields of a row (proc(5)): number, two ends, state, …, uid, timeout, inode."""
    return _Row(_end(row[1]), _end(row[2]), int(row[3], 16), int(row[7]), int(row[9]))


def _host(address: bytes) -> str:
    unmapped = _unmapped(address)
    return socket.inet_ntop(
        socket.AF_INET if len(unmapped) == _IPV4_BYTES else socket.AF_INET6, unmapped
    )


def _end(text: str) -> tuple[bytes, int]:
    """Return the address and port of an end, whose address is told in words of this machine."""
    address, _, port = text.partition(":")
    words = struct.unpack(f"!{len(address) // 8}I", bytes.fromhex(address))
    return struct.pack(f"={len(words)}I", *words), int(port, 16)
