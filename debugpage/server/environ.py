"""The environment of the processes that serve: ours, with what the project's files say."""

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

FILES = (".env", ".flaskenv")
"""Files that are read where they lie, as `flask run` does; the first one wins."""
_NO = ("0", "false", "no", "off")


class Environ:
    """Makes the environment anew each time it is asked for, because its files change.

    What is set in our own environment wins over what files say. file: one that is read in place
    of the usual ones. debug: whether debugpage is to be around the app; None: `FLASK_DEBUG` says.
    """

    def __init__(self, folder: Path, file: Path | None = None, debug: bool | None = None) -> None:
        self.files = (file,) if file else tuple(_found(name, folder) for name in FILES)
        self._debug = debug

    def __call__(self) -> dict[str, str]:
        """Return the environment as it is now."""
        environ = {**self._from_files(), **os.environ}
        switch = "1" if self.debugs(environ) else "0"
        return {**environ, "DEBUGPAGE": switch, "FLASK_DEBUG": environ.get("FLASK_DEBUG", switch)}

    def debugs(self, environ: Mapping[str, str]) -> bool:
        """Tell whether debugpage is to be around the app; `DEBUGPAGE=0` keeps it away always."""
        if environ.get("DEBUGPAGE", "").lower() in _NO:
            return False
        if self._debug is not None:
            return self._debug
        return environ.get("FLASK_DEBUG", "").lower() not in _NO

    def _from_files(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for file in reversed(self.files):
            if file.is_file():
                values = dotenv_values(file)
                found |= {name: value for name, value in values.items() if value is not None}
        return found


def _found(name: str, folder: Path) -> Path:
    """Return the file of that name in a folder or the nearest above it; else where it would be."""
    for place in (folder, *folder.parents):
        if (place / name).is_file():
            return place / name
    return folder / name
