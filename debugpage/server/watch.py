"""Which files are watched, and what a change of them asks for."""

import fnmatch
import os
import sysconfig
import threading
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "site-packages", "dist-packages"})
"""Folders that are never watched, wherever they lie; neither are hidden ones and environments."""
TEMPLATES = (".html", ".htm", ".jinja", ".jinja2", ".j2", ".mako", ".mustache")
CODE = (".py", ".pyi")
SETTINGS = (".env", ".flaskenv", "pyproject.toml")
STEP_MILLISECONDS = 5
DEBOUNCE_MILLISECONDS = 50
SETTLED_MILLISECONDS = 200


class Need(IntEnum):
    """What a change asks for, the greater before the smaller."""

    NOTHING = 0
    RESTART = 1
    COLD = 2


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
        if path in self._watched.settings or path.parent in self._watched.installed:
            return Need.NOTHING if path.name == "__pycache__" else Need.COLD
        if file in self.loaded or self._is_extra(path):
            return Need.RESTART
        if self.is_excluded(path) or self._is_skipped(path):
            return Need.NOTHING
        return Need.RESTART if path.suffix in (*CODE, *TEMPLATES) else Need.NOTHING

    def folders(self) -> list[str]:
        """Return the folders that are to be watched, each for itself, not what is below it."""
        found = {str(folder) for root in self._roots() for folder in self._below(root)}
        found |= {str(Path(file).parent) for file in self.loaded}
        found |= {str(file.parent) for file in (*self._watched.extra, *self._watched.settings)}
        found |= {str(folder) for folder in self._watched.installed}
        found |= {str(f) for extra in self._watched.extra if extra.is_dir() for f in _all(extra)}
        return sorted(folder for folder in found if Path(folder).is_dir())

    def is_excluded(self, path: Path) -> bool:
        """Tell whether the developer has excluded a file, or a folder that it lies in."""
        inner = path
        if path.is_relative_to(self._watched.project):
            inner = path.relative_to(self._watched.project)
        names = (*inner.parts, inner.as_posix())
        patterns = [pattern.strip("/") for pattern in self._watched.excluded]
        return any(fnmatch.fnmatch(name, pattern) for name in names for pattern in patterns)

    def _roots(self) -> tuple[Path, ...]:
        return (self._watched.project, *self._watched.folders)

    def _is_extra(self, path: Path) -> bool:
        return any(path == extra or path.is_relative_to(extra) for extra in self._watched.extra)

    def _is_skipped(self, path: Path) -> bool:
        for root in self._roots():
            if path.is_relative_to(root):
                return any(map(_is_skipped_name, path.relative_to(root).parts[:-1]))
        return True

    def _below(self, root: Path) -> Iterator[Path]:
        for folder, names, _ in os.walk(root):
            yield Path(folder)
            names[:] = [name for name in names if self._is_entered(Path(folder, name))]

    def _is_entered(self, folder: Path) -> bool:
        if _is_skipped_name(folder.name) or self.is_excluded(folder):
            return False
        return not (folder / "pyvenv.cfg").exists()


def installed_folders() -> tuple[Path, ...]:
    """Return the folders that packages are installed into."""
    paths = sysconfig.get_paths()
    return tuple(sorted({Path(paths["purelib"]), Path(paths["platlib"])}))


def _is_skipped_name(name: str) -> bool:
    return name.startswith(".") or name in SKIPPED_FOLDERS


def _all(root: Path) -> Iterator[Path]:
    for folder, _, _ in os.walk(root):
        yield Path(folder)


class Watcher(threading.Thread):
    """Tells of changes in a judge's folders until it is stopped; folders may come and go.

    Notifications of the system are used, or polling: see `watchfiles`.
    """

    def __init__(self, judge: Judge, tell: Callable[[set[str]], None], *, polls: bool) -> None:
        super().__init__(name="debugpage watcher", daemon=True)
        self._judge = judge
        self._tell = tell
        self._polls = polls
        self._again = threading.Event()
        self._is_over = False
        self._seen = self._versions()

    def run(self) -> None:
        """Watch until it is stopped."""
        while not self._is_over:
            self._again.clear()
            self._watch(self._judge.folders())

    def look_again(self) -> None:
        """Watch the folders that there are now."""
        self._again.set()

    def stop(self) -> None:
        """Watch no more."""
        self._is_over = True
        self._again.set()

    def _watch(self, folders: list[str]) -> None:
        from watchfiles import watch

        changes = watch(
            *folders,
            watch_filter=None,
            step=STEP_MILLISECONDS,
            debounce=DEBOUNCE_MILLISECONDS,
            stop_event=self._again,
            recursive=False,
            force_polling=self._polls or None,
            raise_interrupt=False,
            rust_timeout=SETTLED_MILLISECONDS,
            yield_on_timeout=True,
        )
        has_looked_back = False
        for found in changes:
            files = {file for _, file in found}
            if not files and not has_looked_back:
                has_looked_back, files = True, self._missed()
            if files:
                self._tell(files)
            if _has_folder(files, folders):
                return

    def _missed(self) -> set[str]:
        """Return what changed while nothing was watched: between two sets of folders."""
        before, self._seen = self._seen, self._versions()
        return {file for file, _ in before.items() ^ self._seen.items()}

    def _versions(self) -> dict[str, tuple[int, int]]:
        """Return the modification times and sizes of all files that count."""
        files = (entry.path for folder in self._judge.folders() for entry in _entries(folder))
        counting = (file for file in files if self._judge.need(file))
        return {file: version for file in counting if (version := _version(file))}


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _version(file: str) -> tuple[int, int] | None:
    try:
        stat = Path(file).stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _has_folder(files: Iterable[str], folders: Iterable[str]) -> bool:
    """Tell whether a folder came or went: then others are to be watched."""
    known = set(folders)
    return any(file in known or Path(file).is_dir() for file in files)
