"""Never run old bytecode: Python tells a file's versions apart by whole seconds and size alone.

PEP 552 names the rule: a cached file counts as long as the source's modification time, in whole
seconds, and its size are the same. Two quick saves of equal size look like one.
"""

import importlib.util
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

from debugpage.server.modules import is_installed

YOUNG = 3.0
"""Seconds after a change of a file in which its bytecode is neither believed nor written.

Nor is believed, later, what others have written in that time.
"""


def distrust_young_files() -> None:
    """Let this process compile files of the project that were saved just now, from their source."""
    trusting = SourceFileLoader.path_stats

    def path_stats(loader: SourceFileLoader, path: str) -> Mapping[str, Any]:
        if is_installed(path):
            return trusting(loader, path)
        changed = _changed(path)
        if time.time() - changed < YOUNG:
            # The loader's documented way to say that there is nothing to compare with.
            raise OSError(f"{path} was saved just now")
        _forget_bytecode(path, changed + YOUNG)
        return trusting(loader, path)

    # There is no hook for it.
    SourceFileLoader.path_stats = path_stats  # type: ignore[method-assign,assignment]


def _changed(path: str) -> float:
    """Return when a file was changed or put in its place: its own time may be an older one."""
    stat = Path(path).stat()
    return max(stat.st_mtime, stat.st_ctime)


def _forget_bytecode(path: str, since: float) -> None:
    """Remove the bytecode of a file unless it was written later than `since`."""
    with suppress(OSError, NotImplementedError):
        cached = Path(importlib.util.cache_from_source(path))
        if cached.stat().st_mtime < since:
            cached.unlink()
