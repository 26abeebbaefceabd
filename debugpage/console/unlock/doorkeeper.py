"""Who lets browsers in: sessions, one-time keys and challenges on one shelf; and who ends all."""

import logging
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from debugpage.console.unlock.challenges import Challenges
from debugpage.console.unlock.keys import Keys
from debugpage.console.unlock.sessions import Sessions
from debugpage.console.unlock.shelf import Folder, Memory, Shelf

_log = logging.getLogger("debugpage")


class Doorkeeper:
    """All that lets a browser in.

    folder: finds the private folder that all processes of the user share, when it is first needed;
    raises OSError where there is none. This process then lets browsers in for itself alone.
    """

    def __init__(self, folder: Callable[[], Path]) -> None:
        self._find_folder = folder

    @cached_property
    def _shelf(self) -> Shelf:
        try:
            return Folder(self._find_folder())
        except OSError as fault:
            _log.warning("An unlock counts in this process alone: %s", fault)
            return Memory()

    @cached_property
    def sessions(self) -> Sessions:
        """The browsers that were let in."""
        return Sessions(self._shelf)

    @cached_property
    def keys(self) -> Keys:
        """The one-time keys of links in the terminal."""
        return Keys(self._shelf)

    @cached_property
    def challenges(self) -> Challenges:
        """The browsers that ask."""
        return Challenges(self._shelf)

    def find(self, door: str, cookies: list[str], origin: str) -> str:
        """Return the session that cookies prove behind a door at an origin; "" if none."""
        return self.sessions.find(door, cookies, origin) if door else ""

    def end_all(self) -> int:
        """End every session, key and challenge; return how many sessions there were."""
        self.keys.end_all()
        self.challenges.end_all()
        return self.sessions.end_all()
