"""Challenges: browsers that ask to be let in. Each is let in by its own code, or by approval.

A wrong code burns the challenge that it was tried on and no other; there is no counter that all
share, so nobody can lock anybody else out.
"""

import hmac
import time
from collections.abc import Callable
from typing import NamedTuple

from debugpage.console.unlock.secret import digest, new_code, new_key, read_code, tag
from debugpage.console.unlock.shelf import Record, Shelf

SECONDS = 5 * 60
"""For how long a browser may wait."""
MOST_OPEN = 3
"""Challenges that one address may have open."""
MOST_A_MINUTE = 6
"""Challenges that one address may begin in a minute."""
MOST_TRIES = 5
"""Codes that are compared, for one challenge."""
_OPEN, _YES, _TRY = "challenge", "yes", "try"
_PLACE, _BEGUN = "place", "begun"
"""Names that are given once, and so count: of open challenges, and of those in a minute."""
_LIFETIMES = {_OPEN: SECONDS, _YES: SECONDS, _TRY: SECONDS, _PLACE: SECONDS, _BEGUN: 60}


class TooMany(Exception):  # noqa: N818 - an answer
    """An address has asked too often; the message is a sentence that says what to do."""


class Dead(Exception):  # noqa: N818 - an answer
    """A challenge is over: used, expired, burnt by wrong codes, or never there."""


class Challenge(NamedTuple):
    """A challenge as it is given out: its secret id for the browser, its code for the terminal.

    `label` is shown in both, so that a person can compare.
    """

    key: str
    label: str
    code: str


class Waiting(NamedTuple):
    """A browser that waits: its label, its address, what it calls itself, and for how long."""

    label: str
    address: str
    browser: str
    seconds: float


class Challenges:
    """The challenges on a shelf. `clock` tells seconds since the epoch."""

    def __init__(self, shelf: Shelf, clock: Callable[[], float] = time.time) -> None:
        self._shelf = shelf
        self._clock = clock

    def begin(self, address: str, browser: str, origin: str) -> Challenge:
        """Return a new challenge for the browser at an address. Raises TooMany, or OSError."""
        self._sweep()
        challenge = Challenge(new_key(), new_code()[:4], new_code())
        record = {
            "label": challenge.label,
            "proof": digest(challenge.code, challenge.key),
            "address": address[:80],
            "browser": browser[:200],
            "origin": origin,
            "place": self._place_for(address),
        }
        self._shelf.put(f"{_OPEN}-{tag(challenge.key)}", record)
        return challenge

    def _place_for(self, address: str) -> str:
        """Return the place that a challenge of an address takes. Raises TooMany."""
        crowd = digest(address)[:16]
        place = self._free(_PLACE, crowd, MOST_OPEN)
        if place and self._free(_BEGUN, crowd, MOST_A_MINUTE):
            return place
        self._give_free(place)
        raise TooMany(
            "Too many browsers of this address have asked. Wait a few minutes, or use the link in"
            " the server's terminal."
        )

    def _give_free(self, place: object) -> None:
        if type(place) is str and place:
            self._shelf.take(place)

    def _free(self, kind: str, crowd: str, most: int) -> str:
        """Take the first of so many names that is free; "" if none is."""
        names = (f"{kind}-{crowd}-{number}" for number in range(most))
        return next((name for name in names if self._shelf.put(name, {})), "")

    def _sweep(self) -> None:
        """Remove what has expired: what of a challenge is left would count for ever."""
        now = self._clock()
        for kind, seconds in _LIFETIMES.items():
            for name in self._shelf.names(kind):
                if not 0 <= now - self._shelf.used(name) <= seconds:
                    self._shelf.take(name)

    def answer(self, key: str, typed: str, origin: str) -> bool:
        """Compare a typed code, and use the challenge up if it is right. Raises Dead."""
        name, record = self._open(key, origin)
        if not self._free(_TRY, tag(key), MOST_TRIES):
            self._end(key)
            raise Dead
        if not hmac.compare_digest(str(record.get("proof")), digest(read_code(typed), key)):
            return False
        return self._take(name, record)

    def is_approved(self, key: str, origin: str) -> bool:
        """Tell whether a challenge was approved, and use it up if so. Raises Dead."""
        name, record = self._open(key, origin)
        is_approved = self._shelf.get(f"{_YES}-{tag(key)}") is not None
        return is_approved and self._take(name, record)

    def _open(self, key: str, origin: str) -> tuple[str, Record]:
        name = f"{_OPEN}-{tag(key)}"
        record = self._shelf.get(name)
        if record is None or record.get("origin") != origin:
            raise Dead
        if not 0 <= self._clock() - self._shelf.used(name) <= SECONDS:
            self._end(key)
            raise Dead
        return name, record

    def _take(self, name: str, record: Record) -> bool:
        """Use a challenge up; of two who do so at the same time one is late. Raises Dead."""
        if not self._shelf.take(name):
            raise Dead
        self._shelf.take(_approval(name))
        self._give_free(record.get("place"))
        return True

    def _end(self, key: str) -> None:
        """Remove a challenge and give its place free; its tries count until they expire."""
        record = self._shelf.get(f"{_OPEN}-{tag(key)}") or {}
        for kind in (_OPEN, _YES):
            self._shelf.take(f"{kind}-{tag(key)}")
        self._give_free(record.get("place"))

    def waiting(self) -> list[Waiting]:
        """Return the browsers that wait, the latest last."""
        self._sweep()
        found = []
        for name in self._shelf.names(_OPEN):
            record, seconds = self._shelf.get(name), self._clock() - self._shelf.used(name)
            if record is not None and self._shelf.get(_approval(name)) is None:
                label, address, browser = (
                    str(record.get(field)) for field in ("label", "address", "browser")
                )
                found.append(Waiting(label, address, browser, seconds))
        return sorted(found, key=lambda one: -one.seconds)

    def approve(self, label: str) -> bool:
        """Let the browser of that label in, and tell whether one was waiting."""
        self._sweep()
        for name in self._shelf.names(_OPEN):
            record = self._shelf.get(name)
            if record is not None and record.get("label") == label:
                return self._shelf.put(_approval(name), {})
        return False

    def end_all(self) -> None:
        """End every challenge."""
        for kind in (_OPEN, _YES, _PLACE):
            for name in self._shelf.names(kind):
                self._shelf.take(name)


def _approval(name: str) -> str:
    return f"{_YES}-{name.partition('-')[2]}"
