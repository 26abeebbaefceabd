"""Whether a file was changed after the code that runs was loaded from it."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from debugpage.process import beginning


def is_stale(file: str, version: float, namespace: Mapping[str, Any]) -> bool:
    """Tell whether the lines of a file may not be those that run.

    A file older than this process is what was loaded. A newer one may have been imported only
    afterwards: then the bytecode cached beside it names its time (PEP 552).

    file: as the code was compiled with. version: its modification time, in seconds.
    namespace: the globals of the module that the code belongs to.
    """
    if version <= beginning.moment or namespace.get("__file__") != file:
        return False
    return _cached_version(namespace.get("__cached__")) != int(version) & 0xFFFFFFFF


def _cached_version(cached: object) -> int:
    """Return the modification time that a bytecode file was made from; -1 where it tells none."""
    try:
        with Path(str(cached)).open("rb") as file:
            head = file.read(12)
    except (OSError, ValueError):
        return -1
    if len(head) < 12 or head[:4] != importlib.util.MAGIC_NUMBER or any(head[4:8]):
        return -1
    return int.from_bytes(head[8:12], "little")
