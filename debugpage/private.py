"""What only this user can reach: folders that are checked, and files that come whole or not."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


def why_not_private(folder: Path) -> str:
    """Return what a folder lacks to be private, as the rest of a sentence; '' where nothing.

    A link is looked at itself. Raises OSError where there is nothing of that name.
    """
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return "is not a folder"
    if not hasattr(os, "getuid"):  # Windows keeps the folders of a user private by itself
        return ""
    if found.st_uid != os.getuid():
        return "belongs to another user"
    if stat.S_IMODE(found.st_mode) != 0o700:
        return f"has the mode {stat.S_IMODE(found.st_mode):04o}, not 0700"
    return ""


def write_private(file: Path, data: bytes) -> None:
    """Write a file that its owner alone can read; whoever reads it finds it as before, or whole.

    Raises OSError.
    """
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # of mode 0600
    try:
        with open(descriptor, "wb") as new:  # noqa: PTH123 - it is open already
            new.write(data)
        Path(name).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
