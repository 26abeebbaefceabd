"""Where this user's things are kept from one run to the next: by name, and private."""

import os
import sys
from pathlib import Path

from debugpage.private import why_not_private


def cache_folder(name: str) -> Path:
    """Return the folder of one kind of things, which is made if it is not there.

    It is `debugpage/<name>` in the user's folder for what can be had again: `$XDG_CACHE_HOME`, else
    `~/.cache` (XDG Base Directory Specification), `~/Library/Caches` on macOS, `%LOCALAPPDATA%` on
    Windows. Both folders of ours have the mode 0700. Whoever writes there bounds what is kept.

    name: one word. Raises OSError, which says why, where no such folder can be had.
    """
    ours = _caches() / "debugpage"
    for folder in (ours, ours / name):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if why := why_not_private(folder):
            raise PermissionError(f"{folder} {why}")
    return ours / name


def _caches() -> Path:
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    if named and Path(named).is_absolute():
        return Path(named)
    usual = {"darwin": "Library/Caches", "win32": "AppData/Local"}.get(sys.platform, ".cache")
    try:
        return Path.home() / usual
    except RuntimeError as error:  # who has no home
        raise OSError(str(error)) from None
