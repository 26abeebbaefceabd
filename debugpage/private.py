"""What only this user can reach: folders that are checked, and files that come whole or not."""

import os
import stat
from contextlib import suppress
from pathlib import Path


def why_not_private(folder: Path) -> str:
    """Return what a folder lacks to be private, as the rest of a sentence; '' where nothing.

    A link is looked at itself. Raises OSError where there is nothing of that name.
    """
    found = folder.lstat()
    return _why_not_own(found, 0o700) if stat.S_ISDIR(found.st_mode) else "is not a folder"


def why_not_private_file(file: Path) -> str:
    """Return what a file lacks to be private; as `why_not_private` does of a folder."""
    found = file.lstat()
    return _why_not_own(found, 0o600) if stat.S_ISREG(found.st_mode) else "is not a file"


def _why_not_own(found: os.stat_result, mode: int) -> str:
    if not hasattr(os, "getuid"):  # Windows keeps the folders of a user private by itself
        return ""
    if found.st_uid != os.getuid():
        return "belongs to another user"
    if stat.S_IMODE(found.st_mode) != mode:
        return f"has the mode {stat.S_IMODE(found.st_mode):04o}, not {mode:04o}"
    return ""


def read_private(file: Path) -> bytes:
    """Return what a file holds that only its owner can have written: the very one that was opened.

    Who can write to a folder further up could have put another there since that was looked at.
    Raises OSError, also for a file that is not private.
    """
    with file.open("rb") as opened:
        found = os.fstat(opened.fileno())
        if why := _why_not_own(found, 0o600):
            raise PermissionError(f"{file} {why}")
        return opened.read()


def write_private(file: Path, data: bytes) -> None:
    """Write a file that its owner alone can read; whoever reads it finds it as before, or whole.

    Raises OSError.
    """
    import tempfile  # with much else, which reading does not need

    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # of mode 0600
    try:
        with open(descriptor, "wb") as new:  # noqa: PTH123 - it is open already
            new.write(data)
        Path(name).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
