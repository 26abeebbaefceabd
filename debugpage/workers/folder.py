"""The folder of the sockets: where only processes of the same user can reach them."""

import os
from collections.abc import Iterator
from pathlib import Path

from debugpage.private import why_not_private

LONGEST_PATH = 103
"""Bytes of the path of a Unix socket that every system takes (`sun_path`; Linux takes 107)."""
_CURE = "remove it, or let XDG_RUNTIME_DIR name a folder that is yours alone (mode 0700)"
_LONGEST_NAME = len("/0123456789abcdef.sock")


def runtime_folder() -> Path:
    """Return the folder of this user's sockets, which is made if it is not there.

    It is `$XDG_RUNTIME_DIR/debugpage` (XDG Base Directory Specification) where that variable names
    a private folder and leaves room for a name, else `debugpage-<uid>` in the folder for temporary
    files. Raises OSError, which says why, where no folder is private.
    """
    path = next(_candidates())
    path.mkdir(mode=0o700, exist_ok=True)
    why = why_not_private(path)
    if why:
        raise PermissionError(f"{path} {why}; {_CURE}")
    return path


def _candidates() -> Iterator[Path]:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and Path(runtime).is_absolute() and _is_private(Path(runtime)):
        path = Path(runtime, "debugpage")
        if len(os.fsencode(path)) + _LONGEST_NAME <= LONGEST_PATH:
            yield path
    import tempfile  # with much else

    yield Path(tempfile.gettempdir(), f"debugpage{_user()}")


def _user() -> str:
    return f"-{os.getuid()}" if hasattr(os, "getuid") else ""


def _is_private(path: Path) -> bool:
    try:
        return not why_not_private(path)
    except OSError:
        return False
