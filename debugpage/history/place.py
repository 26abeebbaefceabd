"""The file of the history: its owner's alone, and set aside where it is no such file."""

import os
from contextlib import suppress
from pathlib import Path

from debugpage.cachedir import cache_folder
from debugpage.private import why_not_private_file

NAME = "errors.sqlite"
_ASIDE = "errors.sqlite.set-aside"
_JOURNAL = "-journal"


def history_file() -> Path:
    """Return the path of this user's history, in a folder that is there. Raises OSError."""
    return cache_folder("history") / NAME


def make_private(file: Path) -> None:
    """Make an empty file that its owner alone can use, unless it is there and is such a file.

    An existing one is looked at by its name alone: to open and close it would give up the locks
    that this process holds on it (POSIX, fcntl). Raises OSError.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
    try:
        os.close(os.open(file, flags, 0o600))
    except FileExistsError:
        why = why_not_private_file(file)
        if why:
            raise PermissionError(f"{file} {why}") from None


def identity(file: Path) -> int:
    """Return what tells a file from another one of the same name; 0 where there is none."""
    try:
        return file.lstat().st_ino
    except OSError:
        return 0


def set_aside(file: Path, is_it: int) -> Path | None:
    """Rename a file that is no history of ours, in the place of what was set aside before.

    is_it: its identity; another process may have begun anew meanwhile, and then nothing is done.
    Its journal goes along: it must not be taken for that of the next file. Return the new name.
    Raises OSError.
    """
    if identity(file) != is_it:
        return None
    aside = file.with_name(_ASIDE)
    file.replace(aside)
    with suppress(FileNotFoundError):
        _journal_of(file).replace(_journal_of(aside))
    return aside


def forget_aside(file: Path) -> None:
    """Remove what was set aside. Raises OSError."""
    aside = file.with_name(_ASIDE)
    for path in (aside, _journal_of(aside)):
        path.unlink(missing_ok=True)


def _journal_of(file: Path) -> Path:
    return file.with_name(file.name + _JOURNAL)
