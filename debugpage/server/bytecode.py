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
"""Seconds after a save in which a file's bytecode is neither believed nor written."""


def distrust_young_files() -> None:
    """Let this process compile files of the project that were saved just now, from their source."""
    trusting = SourceFileLoader.path_stats

    def path_stats(loader: SourceFileLoader, path: str) -> Mapping[str, Any]:
        stats = trusting(loader, path)
        if time.time() - stats["mtime"] < YOUNG and not is_installed(path):
            _forget_bytecode(path)
            # The loader's documented way to say that there is nothing to compare with.
            raise OSError(f"{path} was saved just now")
        return stats

    # There is no hook for it.
    SourceFileLoader.path_stats = path_stats  # type: ignore[method-assign,assignment]


def _forget_bytecode(path: str) -> None:
    """Remove what an earlier version of a file may have left, or it would count later."""
    with suppress(OSError, NotImplementedError):
        Path(importlib.util.cache_from_source(path)).unlink()
