"""Sessions: browsers that were let in, each by a door of its own.

The door is the part of the path below which the browser sends its cookie: 128 random bits, told to
this browser alone. Cookies do not respect ports: at any other path the cookie would be sent to
every server of the same host name, and one of those may be another user's.
"""

import hmac
import secrets
import time
from collections.abc import Callable
from typing import NamedTuple

from debugpage.console.unlock.secret import digest, new_key, tag
from debugpage.console.unlock.shelf import Record, Shelf

IDLE_SECONDS = 30 * 60
"""For how long a session may go unused."""
MOST_SECONDS = 12 * 60 * 60
"""For how long a session lasts, used or not."""
_USE_SECONDS = 10.0
"""How often at most it is noted that a session is used."""
_SESSION = "session"
_PREFIX = "debugpage-"


class Pass(NamedTuple):
    """What a browser that is let in gets: its door, and a cookie that is good behind it."""

    door: str
    name: str
    value: str


class Sessions:
    """The sessions on a shelf. `clock` tells seconds since the epoch."""

    def __init__(self, shelf: Shelf, clock: Callable[[], float] = time.time) -> None:
        self._shelf = shelf
        self._clock = clock

    def open(self, origin: str) -> Pass:
        """Let a browser in at an origin. Raises OSError."""
        self._sweep()
        new = Pass(new_key(), _PREFIX + secrets.token_hex(6), secrets.token_hex(32))
        proof = digest(new.name, new.value, origin)
        self._shelf.put(_name(new.door), {"created": self._clock(), "proof": proof})
        return new

    def find(self, door: str, cookies: list[str], origin: str) -> str:
        """Return the session that `Cookie` headers prove behind a door, at an origin; "" if none.

        The answer tells sessions apart; it is no secret that opens one.
        """
        if not door:
            return ""
        for name, value in _candidates(cookies):
            if self._is_good(_name(door), digest(name, value, origin)):
                return tag(door)
        return ""

    def _is_good(self, name: str, proof: str) -> bool:
        record = self._shelf.get(name)
        if record is None or not hmac.compare_digest(str(record.get("proof")), proof):
            return False
        if self._has_expired(name, record):
            self._shelf.take(name)
            return False
        if self._clock() - self._shelf.used(name) > _USE_SECONDS:
            self._shelf.use(name)
        return True

    def _has_expired(self, name: str, record: Record) -> bool:
        now = self._clock()
        created = record.get("created")
        if not isinstance(created, int | float):
            return True
        is_idle = now - self._shelf.used(name) > IDLE_SECONDS
        return is_idle or now - created > MOST_SECONDS

    def _sweep(self) -> None:
        for name in self._shelf.names(_SESSION):
            if self._has_expired(name, self._shelf.get(name) or {}):
                self._shelf.take(name)

    def end_all(self) -> int:
        """End every session, and return how many there were."""
        return sum(self._shelf.take(name) for name in self._shelf.names(_SESSION))


def _name(door: str) -> str:
    return f"{_SESSION}-{tag(door)}"


def _candidates(headers: list[str]) -> list[tuple[str, str]]:
    """Return the cookies that could be ours, by name and value (RFC 6265, section 4.2.1)."""
    parts = (part.strip().partition("=") for header in headers for part in header.split(";"))
    return [(name, value) for name, _, value in parts if name.startswith(_PREFIX)][:20]
