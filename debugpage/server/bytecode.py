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
    """Let this process compile files that were saved just now, from their source."""
    trusting = SourceFileLoader.path_stats

    def path_stats(loader: SourceFileLoader, path: str) -> Mapping[str, Any]:
        facts = trusting(loader, path)
        if not (_is_settled if is_installed(path) else _is_old)(path, facts["mtime"]):
            # The loader's documented way to say that there is nothing to compare with.
            raise OSError(f"{path} was saved just now")
        return facts

    # There is no hook for it.
    SourceFileLoader.path_stats = path_stats  # type: ignore[method-assign,assignment]


def _is_old(path: str, written: float) -> bool:
    """Tell whether the bytecode of a file of the project may be believed and written.

    written: its own time, in seconds since the epoch, which may be older than its being put there.
    """
    changed = max(written, Path(path).stat().st_ctime)
    _forget_bytecode(path, changed + YOUNG)
    return time.time() - changed >= YOUNG


def _is_settled(path: str, written: float) -> bool:
    """Tell the same of an installed file; who installs many has compiled them at once, may be.

    Such bytecode is younger than its source, if only by a moment.
    """
    return time.time() - written >= YOUNG or not _forget_bytecode(path, written)


def _forget_bytecode(path: str, since: float) -> bool:
    """Remove the bytecode of a file unless it was written later than `since`; tell if none is."""
    with suppress(OSError, NotImplementedError):
        cached = Path(importlib.util.cache_from_source(path))
        if cached.stat().st_mtime > since:
            return False
        cached.unlink()
    return True
