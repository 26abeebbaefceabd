"""What a project loads of what is installed, remembered from one run to the next.

So that the first reload after a start is as fast as all others. A list that is wrong costs only
speed: what is loaded ahead and not needed lies idle, what is missing is loaded with the project.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Self

from debugpage.cachedir import cache_folder
from debugpage.private import write_private
from debugpage.server.modules import package_folders
from debugpage.server.target import Target

MOST_FILES = 100
"""How many projects are remembered: those that were run last."""
MOST_BYTES = 1 << 20
_INSTALLATIONS = (".dist-info", ".egg-info", ".egg-link", ".pth")


class Known(NamedTuple):
    """Names of modules in the order of their import, and packages that are not loaded ahead.

    `late` are variables that the project sets when nothing that is installed is imported any more.
    """

    modules: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Return what was made into JSON. Raises ValueError where that is something else."""
        data = json.loads(text)
        if not (isinstance(data, list) and len(data) == len(cls._fields)):
            raise ValueError("not a list of three")
        if not all(isinstance(names, list) and _are_names(names) for names in data):
            raise ValueError("not names")
        return cls(*map(tuple, data))


class Memory:
    """Remembers what is known of one project, as one Python with the same packages runs it."""

    def __init__(self, target: Target) -> None:
        self._name = f"{_key(target)}.json"

    def recall(self) -> Known:
        """Return what is known; nothing where nothing can be read."""
        try:
            file = cache_folder("modules") / self._name
            if file.stat().st_size > MOST_BYTES:
                return Known()
            known = Known.from_json(file.read_bytes())
            os.utime(file)  # it was used just now
        except (OSError, ValueError, RecursionError):
            return Known()
        return known

    def keep(self, known: Known) -> None:
        """Remember what is known, where that can be written; forget what was used long ago."""
        with suppress(OSError):
            folder = cache_folder("modules")
            write_private(folder / self._name, json.dumps(known).encode())
            _drop_oldest(folder)


def _are_names(found: list[object]) -> bool:
    return all(isinstance(name, str) for name in found)


def _key(target: Target) -> str:
    facts = [target.text, str(target.folder), sys.executable, sys.version, *sorted(_installed())]
    return sha256("\0".join(facts).encode(errors="replace")).hexdigest()[:32]


def _installed() -> Iterator[str]:
    """Yield what tells which packages are installed, in which versions."""
    for folder in package_folders():
        with suppress(OSError):
            yield from (one.name for one in folder.iterdir() if one.suffix in _INSTALLATIONS)


def _drop_oldest(folder: Path) -> None:
    files = sorted(folder.glob("*.json"), key=_last_used, reverse=True)
    for file in files[MOST_FILES:]:
        file.unlink(missing_ok=True)


def _last_used(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:  # dropped by another server meanwhile
        return 0.0
