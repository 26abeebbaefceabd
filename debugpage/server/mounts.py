"""Which file systems tell of no change, because somebody else changes their files (Linux)."""

import re
from pathlib import Path

WINDOWS = ("9p", "drvfs")
MACHINES = ("vboxsf", "prl_fs", "vmhgfs", "virtiofs", "fakeowner")
NETWORKS = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs")
SILENT = frozenset((*WINDOWS, *MACHINES, *NETWORKS))
"""Those of WSL, of virtual machines and the containers in them, and of networks."""
_MOUNTS = Path("/proc/self/mounts")


def silent_mount(folder: Path, mounts: str | None = None) -> str:
    """Return the kind of file system that a folder lies on, if it tells of no change; else ''.

    mounts: the system's table (proc(5)); as it is now, if None.
    """
    kinds = _kinds(_table() if mounts is None else mounts)
    nearest = max((place for place in kinds if _holds(place, folder)), key=len, default="")
    kind = kinds.get(nearest, "")
    return kind if kind in SILENT or kind.startswith("fuse.") else ""


def _table() -> str:
    try:
        return _MOUNTS.read_text(errors="replace")
    except OSError:
        return ""


def _kinds(mounts: str) -> dict[str, str]:
    """Return the kind of file system at each place; the last one mounted there counts."""
    rows = (line.split(" ") for line in mounts.splitlines())
    return {_unescaped(row[1]): row[2] for row in rows if len(row) > 2}


def _unescaped(place: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), place)


def _holds(place: str, folder: Path) -> bool:
    return place.startswith("/") and folder.is_relative_to(place)
