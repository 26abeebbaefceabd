"""Tell of changes of files: as soon as the system does, and by looking at them where it may not."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from stat import S_ISDIR
from typing import TYPE_CHECKING

from debugpage.server.watch import Judge

if TYPE_CHECKING:
    from watchfiles.main import FileChange

STEP_MILLISECONDS = 5
"""How long nothing may change until what has changed is told: a branch is switched at once."""
DEBOUNCE_MILLISECONDS = 50
LOOK_MILLISECONDS = 200
MOST_LOOKING = 0.1
"""The part of the time that may be spent with looking at files again and again."""

Version = tuple[int, int, int]
Identity = tuple[int, int] | None


class Watcher(threading.Thread):
    """Tells of changes in a judge's folders until it is stopped; folders may come and go.

    polls: look at the files all the time, beside what the system tells. `watchfiles` can poll, too,
    but by whole seconds: it misses the second of two quick saves.
    """

    def __init__(self, judge: Judge, tell: Callable[[set[str]], None], *, polls: bool) -> None:
        super().__init__(name="debugpage watcher", daemon=True)
        self._judge = judge
        self._tell = tell
        self._polls = polls
        self._again = threading.Event()
        self._is_over = False
        self._next_look = 0.0
        self._seen = self._versions()

    def run(self) -> None:
        """Watch until it is stopped."""
        while not self._is_over:
            self._again.clear()
            try:
                roots = self._roots()
                self._watch(self._judge.folders(), roots)
            except FileNotFoundError:  # a folder that went just now
                continue
            except (OSError, RuntimeError):  # as where the system watches no further folder
                self._polls = True
                self._poll()

    def look_again(self) -> None:
        """Watch the folders that there are now."""
        self._again.set()

    def stop(self) -> None:
        """Watch no more."""
        self._is_over = True
        self._again.set()

    def _watch(self, folders: list[str], roots: list[Identity]) -> None:
        """Tell of changes until other folders are to be watched. roots: as they were before."""
        looks = True  # what changed while nothing was watched, the system does not tell
        for found in self._told(folders):
            files, are_others = {file for _, file in found}, False
            if files:
                self._note(files)
                are_others = self._moves_folders(files, folders)
            elif looks or (self._polls and time.monotonic() > self._next_look):
                looks, files = False, self._missed()
                are_others = self._judge.folders() != folders
            if files:
                self._tell(files)
            if are_others or self._roots() != roots:
                return

    def _told(self, folders: list[str]) -> "Iterable[set[FileChange]]":
        """Return what the system tells, in sets; an empty one each time nothing has changed."""
        from watchfiles import watch

        return watch(
            *folders,
            watch_filter=None,
            step=STEP_MILLISECONDS,
            debounce=DEBOUNCE_MILLISECONDS,
            stop_event=self._again,
            recursive=False,
            force_polling=False,
            ignore_permission_denied=True,
            raise_interrupt=False,
            rust_timeout=LOOK_MILLISECONDS,
            yield_on_timeout=True,
        )

    def _poll(self) -> None:
        while not self._again.wait(LOOK_MILLISECONDS / 1_000):
            if time.monotonic() > self._next_look and (files := self._missed()):
                self._tell(files)

    def _missed(self) -> set[str]:
        """Return what has changed and was not told."""
        began = time.monotonic()
        before, self._seen = self._seen, self._versions()
        now = time.monotonic()
        self._next_look = now + (now - began) / MOST_LOOKING
        return {file for file, _ in before.items() ^ self._seen.items()}

    def _note(self, files: Iterable[str]) -> None:
        """Remember that changes are told."""
        for file in files:
            version = _version(file)
            if version is None:
                self._seen.pop(file, None)
            elif self._judge.need(file):
                self._seen[file] = version

    def _roots(self) -> list[Identity]:
        """Return what tells the project's folders from others that are put in their place."""
        return [_identity(root) for root in self._judge.roots()]

    def _versions(self) -> dict[str, Version]:
        """Return the versions of all files that count."""
        files = (path for folder in self._judge.folders() for path in _paths_in(folder))
        counting = (file for file in files if self._judge.need(file))
        return {file: version for file in counting if (version := _version(file))}

    def _moves_folders(self, files: Iterable[str], folders: Iterable[str]) -> bool:
        """Tell whether a folder came or went that counts: then others are to be watched."""
        known = set(folders)
        return any(
            file in known or (os.path.isdir(file) and self._judge.enters(Path(file)))  # noqa: PTH112 - raises nothing
            for file in files
        )


def _paths_in(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            yield from [entry.path for entry in entries]
    except OSError:
        return


def _identity(folder: Path) -> Identity:
    try:
        stat = folder.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _version(file: str) -> Version | None:
    """Return what tells a file from what was there before; a file restored may have its time."""
    try:
        stat = Path(file).stat()
    except OSError:
        return None
    if S_ISDIR(stat.st_mode):  # its time changes with what it holds, which is no change of it
        return 0, 0, stat.st_ino
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
