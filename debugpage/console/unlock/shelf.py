"""Small records by name, which all processes of one user share, or one process has for itself.

A record that is taken away is taken by one only, and a name is given once: what counts tries and
uses is built on these two.
"""

import json
import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

Record = Mapping[str, Any]
MOST_RECORDS = 500
"""Records of one kind that are looked at; nobody but the developer's own programs makes them."""
_MOST_BYTES = 4096
_NAME = re.compile(r"[a-z]+-[0-9a-z-]{1,80}")


class Shelf(Protocol):
    """Where records are. A name is a kind in small letters, a dash, and what tells it apart."""

    def put(self, name: str, record: Record) -> bool:
        """Put a record under a new name, and tell whether it was new. Raises OSError."""

    def get(self, name: str) -> Record | None:
        """Return the record of that name; None if there is none."""

    def take(self, name: str) -> bool:
        """Take a record away, and tell whether it was there: only one who takes it is told so."""

    def names(self, kind: str) -> list[str]:
        """Return the names of all records of a kind."""

    def used(self, name: str) -> float:
        """Return when a record was used last, in seconds since the epoch; 0.0 if there is none."""

    def use(self, name: str) -> None:
        """Note that a record is used now."""


class Memory:
    """A shelf that this process has for itself."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._records: dict[str, Record] = {}
        self._used: dict[str, float] = {}

    def put(self, name: str, record: Record) -> bool:
        """Put a record under a new name, and tell whether it was new."""
        with self._lock:
            if name in self._records:
                return False
            self._records[name], self._used[name] = dict(record), self._clock()
            return True

    def get(self, name: str) -> Record | None:
        """Return the record of that name; None if there is none."""
        return self._records.get(name)

    def take(self, name: str) -> bool:
        """Take a record away, and tell whether it was there."""
        with self._lock:
            self._used.pop(name, None)
            return self._records.pop(name, None) is not None

    def names(self, kind: str) -> list[str]:
        """Return the names of all records of a kind."""
        with self._lock:
            return [name for name in self._records if name.startswith(f"{kind}-")]

    def used(self, name: str) -> float:
        """Return when a record was used last; 0.0 if it is not there."""
        return self._used.get(name, 0.0)

    def use(self, name: str) -> None:
        """Note that a record is used now."""
        with self._lock:
            if name in self._used:
                self._used[name] = self._clock()


class Folder:
    """A shelf that is a private folder (mode 0700): each record a file (0600) made in one go."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock

    def put(self, name: str, record: Record) -> bool:
        """Put a record under a new name, and tell whether it was new. Raises OSError."""
        draft = self._path(name).with_suffix(f".{secrets.token_hex(8)}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(draft, flags, 0o600), "w") as file:
            file.write(json.dumps(dict(record)))
        try:
            os.utime(draft, (self._clock(),) * 2)
            os.link(draft, self._path(name))  # unlike a renaming, it never replaces what is there
        except FileExistsError:
            return False
        finally:
            draft.unlink()
        return True

    def get(self, name: str) -> Record | None:
        """Return the record of that name; None if there is none."""
        try:
            with self._path(name).open("rb") as file:
                record = json.loads(file.read(_MOST_BYTES))
        except (OSError, ValueError):
            return None
        return record if type(record) is dict else None

    def take(self, name: str) -> bool:
        """Take a record away, and tell whether it was there."""
        try:
            self._path(name).unlink()
        except OSError:
            return False
        return True

    def names(self, kind: str) -> list[str]:
        """Return the names of all records of a kind."""
        try:
            found = [path.name for path in self._folder.glob(f"{kind}-*")]
        except OSError:
            return []
        return [name for name in found if _NAME.fullmatch(name)][:MOST_RECORDS]

    def used(self, name: str) -> float:
        """Return when a record was used last; 0.0 if it is not there."""
        try:
            return self._path(name).stat().st_mtime
        except OSError:
            return 0.0

    def use(self, name: str) -> None:
        """Note that a record is used now."""
        with suppress(OSError):
            os.utime(self._path(name), (self._clock(),) * 2)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a record")
        return self._folder / name
