"""Which files are watched, and what a change of them asks for."""

import fnmatch
import os
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "site-packages", "dist-packages"})
"""Folders that are never watched, wherever they lie; neither are hidden ones and environments."""
SYSTEM = frozenset({"/dev", "/proc", "/sys"})
"""Where the kernel makes up all files: for who works in `/`, as in a container."""
TEMPLATES = (".html", ".htm", ".jinja", ".jinja2", ".j2", ".mako", ".mustache")
CODE = (".py", ".pyi")


class Need(IntEnum):
    """What a change asks for, the greater before the smaller."""

    NOTHING = 0
    RESTART = 1
    COLD = 2
    """A restart from scratch: what was prepared is out of date."""
    INSTALLED = 3
    """The same, once the installation is done."""


class Watched(NamedTuple):
    """What is watched, beside the project's folder and the project's loaded files.

    `folders` are further folders of code, `extra` further files and folders whose every change
    counts, `excluded` patterns of what does not count: matched against the name and the path
    below the project, as in the simple cases of a `.gitignore`. `settings` are files whose change
    lets nothing prepared be used, `installed` the folders that packages are installed into: what
    they list is watched, so that an installation is seen, but nothing below them.
    """

    project: Path
    folders: tuple[Path, ...] = ()
    extra: tuple[Path, ...] = ()
    excluded: tuple[str, ...] = ()
    settings: tuple[Path, ...] = ()
    installed: tuple[Path, ...] = ()


class Judge:
    """Tells what a change asks for."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self.loaded: frozenset[str] = frozenset()

    def need(self, file: str) -> Need:
        """Return what a change of a file asks for."""
        path = Path(file)
        if self._is_extra(path):
            return Need.RESTART
        if self.is_excluded(path):
            return Need.NOTHING
        if path.parent in self._watched.installed:
            return Need.NOTHING if path.name == "__pycache__" else Need.INSTALLED
        if path in self._watched.settings:
            return Need.COLD
        if file in self.loaded:
            return Need.RESTART
        is_code = path.suffix in (*CODE, *TEMPLATES) and not self._is_skipped(path)
        return Need.RESTART if is_code else Need.NOTHING

    def folders(self) -> list[str]:
        """Return the folders that are to be watched, each for itself, not what is below it."""
        found = {str(folder) for root in self.roots() for folder in self._below(root)}
        found |= {str(_nearest(root)) for root in self.roots()}  # where it may come back
        found |= {str(Path(file).parent) for file in self.loaded}
        found |= {str(file.parent) for file in (*self._watched.extra, *self._watched.settings)}
        found |= {str(folder) for folder in self._watched.installed}
        found |= {str(f) for extra in self._watched.extra if extra.is_dir() for f in _all(extra)}
        return sorted(folder for folder in found if os.path.isdir(folder))  # noqa: PTH112 - raises nothing

    def enters(self, folder: Path) -> bool:
        """Tell whether a folder that lies in a watched one is watched, too."""
        if self._is_extra(folder):
            return True
        is_code = any(folder.is_relative_to(root) for root in self.roots())
        return is_code and not self._is_skipped(folder / "file") and self._is_entered(folder)

    def is_excluded(self, path: Path) -> bool:
        """Tell whether the developer has excluded a file, or a folder that it lies in."""
        inner = path
        if path.is_relative_to(self._watched.project):
            inner = path.relative_to(self._watched.project)
        names = (*inner.parts, inner.as_posix())
        patterns = [pattern.strip("/") for pattern in self._watched.excluded]
        return any(fnmatch.fnmatch(name, pattern) for name in names for pattern in patterns)

    def roots(self) -> tuple[Path, ...]:
        """Return the folders of code, below which all is watched that is not skipped."""
        return (self._watched.project, *self._watched.folders)

    def _is_extra(self, path: Path) -> bool:
        return any(path == extra or path.is_relative_to(extra) for extra in self._watched.extra)

    def _is_skipped(self, path: Path) -> bool:
        for root in self.roots():
            if path.is_relative_to(root):
                return any(map(_is_skipped_name, path.relative_to(root).parts))
        return True

    def _below(self, root: Path) -> Iterator[Path]:
        for folder, names, _ in os.walk(root):
            yield Path(folder)
            names[:] = [name for name in names if self._is_entered(Path(folder, name))]

    def _is_entered(self, folder: Path) -> bool:
        if _is_skipped_name(folder.name) or str(folder) in SYSTEM or self.is_excluded(folder):
            return False
        # Path.exists raises an error (Python 3.11 to 3.13) where the folder cannot be entered.
        return not os.path.exists(folder / "pyvenv.cfg")  # noqa: PTH110 - as said


def _nearest(folder: Path) -> Path:
    """Return a folder, or the next one above that there is."""
    there = (place for place in (folder, *folder.parents) if os.path.isdir(place))  # noqa: PTH112 - raises nothing
    return next(there, folder)


def _is_skipped_name(name: str) -> bool:
    return name.startswith(".") or name in SKIPPED_FOLDERS


def _all(root: Path) -> Iterator[Path]:
    for folder, _, _ in os.walk(root):
        yield Path(folder)
