"""One-time keys: the secret part of the link that the terminal shows. Single use, ten minutes."""

import time
from collections.abc import Callable

from debugpage.console.unlock.secret import new_key, tag
from debugpage.console.unlock.shelf import Shelf

SECONDS = 10 * 60
"""For how long a key is good."""
_KEY = "key"


class Keys:
    """The keys on a shelf. `clock` tells seconds since the epoch."""

    def __init__(self, shelf: Shelf, clock: Callable[[], float] = time.time) -> None:
        self._shelf = shelf
        self._clock = clock

    def issue(self, origin: str) -> str:
        """Return a new key for browsers at an origin; "" while another is good. Raises OSError."""
        for name in self._shelf.names(_KEY):
            record = self._shelf.get(name)
            if self._is_good(name) and record is not None and record.get("origin") == origin:
                return ""
        key = new_key()
        self._shelf.put(f"{_KEY}-{tag(key)}", {"origin": origin})
        return key

    def _is_good(self, name: str) -> bool:
        """Tell whether a key is not too old; one that is, is removed."""
        age = self._clock() - self._shelf.used(name)
        if 0 <= age <= SECONDS:
            return True
        self._shelf.take(name)
        return False

    def use(self, key: str, origin: str) -> bool:
        """Use a key up, and tell whether it was good: true for one use only, at its own origin."""
        name = f"{_KEY}-{tag(key)}"
        record = self._shelf.get(name)
        if record is None or record.get("origin") != origin or not self._is_good(name):
            return False
        return self._shelf.take(name)

    def end_all(self) -> None:
        """Make every key useless."""
        for name in self._shelf.names(_KEY):
            self._shelf.take(name)
