"""TCP on the loopback address, for systems that have no Unix sockets (Windows).

Anybody on the machine can reach such a port, so each end proves that it can read the key that
lies, with the number of the port, in a file of mode 0600. The key itself is never sent.
"""

import hashlib
import hmac
import os
import secrets
import socket
from pathlib import Path
from typing import NamedTuple

from debugpage.workers.channel import Channel

SUFFIX = ".port"
_HOST = "127.0.0.1"
_BACKLOG = 64
_NONCE_BYTES, _PROOF_BYTES = 32, 32


class _Meeting(NamedTuple):
    """Where to meet, and the key that both ends know."""

    port: int
    key: bytes


def listen(folder: Path, name: str) -> socket.socket:
    """Return a socket that listens, its port told under a name in a folder to this user alone."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.bind((_HOST, 0))
        listening.listen(_BACKLOG)
        _tell(folder, name, _Meeting(listening.getsockname()[1], secrets.token_bytes(32)))
    except OSError:
        listening.close()
        raise
    return listening


def connect(folder: Path, name: str, seconds: float) -> Channel:
    """Return a channel to who listens under a name. Raises OSError."""
    meeting = _told(folder, name)
    channel = Channel(socket.create_connection((_HOST, meeting.port), seconds), seconds)
    try:
        asked = secrets.token_bytes(_NONCE_BYTES)
        channel.send(asked)
        answer = channel.receive(_NONCE_BYTES + _PROOF_BYTES)
        nonce, proof = answer[:_NONCE_BYTES], answer[_NONCE_BYTES:]
        _expect(proof, _proof(meeting.key, b"listens", asked + nonce))
        channel.send(_proof(meeting.key, b"connects", asked + nonce))
    except OSError:
        channel.connection.close()
        raise
    return channel


def admit(folder: Path, name: str, channel: Channel) -> Channel:
    """Return a channel whose other end has proved that it knows the key. Raises OSError."""
    key = _told(folder, name).key
    asked, nonce = channel.receive(_NONCE_BYTES), secrets.token_bytes(_NONCE_BYTES)
    channel.send(nonce + _proof(key, b"listens", asked + nonce))
    _expect(channel.receive(_PROOF_BYTES), _proof(key, b"connects", asked + nonce))
    return channel


def _proof(key: bytes, role: bytes, nonces: bytes) -> bytes:
    """Return what only who knows the key can say; the role keeps it from being said back."""
    return hmac.digest(key, role + nonces, hashlib.sha256)


def _expect(proof: bytes, wanted: bytes) -> None:
    if not hmac.compare_digest(proof, wanted):
        raise PermissionError("the other end of the connection does not know the key")


def _tell(folder: Path, name: str, meeting: _Meeting) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(folder / (name + SUFFIX), flags, 0o600), "w") as file:
        file.write(f"{meeting.port} {meeting.key.hex()}")


def _told(folder: Path, name: str) -> _Meeting:
    text = (folder / (name + SUFFIX)).read_text("ascii")
    port, _, key = text.partition(" ")
    try:
        return _Meeting(int(port), bytes.fromhex(key))
    except ValueError:
        raise ConnectionAbortedError("its port is not told yet") from None
