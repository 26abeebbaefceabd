"""What makes a process unsafe to be forked, found out after each import (Linux alone).

Threads do not come along: whoever waits for one in the copy waits for ever. Descriptors do, and
then two processes talk on one connection.
"""

import os
import sys
import threading
import warnings
from contextlib import suppress
from pathlib import Path

HARMLESS_THREADS = ("pyarrow", "polars")
"""Packages whose native threads outlive a fork in the parent, and which work in the child."""


class Safety:
    """Compares what this process has with what it had when last asked."""

    def __init__(self) -> None:
        self._files = _open_files()
        self._tasks = _tasks()
        self._harmless = _harmless()

    def breach(self) -> str:
        """Return what is unsafe now and was not before, as a verb and its object; else nothing."""
        if threading.active_count() > 1:
            return "starts a thread"
        if opened := _open_files() - self._files:
            return f"opens a {max(map(_kind_of, opened))}"
        return "starts native threads" if self._has_new_tasks() else ""

    def _has_new_tasks(self) -> bool:
        """Tell whether there are native threads that outlive a fork and are not known as harmless.

        Those of OpenBLAS end when the process forks, so that is tried.
        """
        if _tasks() <= self._tasks:
            return False
        _probe()
        tasks, harmless = _tasks(), _harmless()
        if tasks > self._tasks and harmless <= self._harmless:
            return True
        self._tasks, self._harmless = tasks, harmless
        return False


def fork() -> int:
    """Fork this process, whose threads are known: see os.fork()."""
    with warnings.catch_warnings():
        # Python 3.12 and later warn of every thread.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _probe() -> None:
    pid = fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)


def _tasks() -> int:
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - their number is all


def _harmless() -> frozenset[str]:
    return frozenset(name for name in HARMLESS_THREADS if name in sys.modules)


def _open_files() -> frozenset[str]:
    """Return what this process has open, and a copy of it would share: what is read is not."""
    shared = []
    for file in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the descriptor of this very list
            link = str(file.readlink())
            if link.startswith(_ENDS) or (_is_file(link) and _is_written(file.name)):
                shared.append(link)
    return frozenset(shared)


_ENDS = ("socket:", "pipe:", "anon_inode:")


def _is_file(link: str) -> bool:
    """Tell whether a descriptor is of a file: a database, a log. A terminal is none."""
    return link.startswith("/") and not link.startswith("/dev/")


def _is_written(descriptor: str) -> bool:
    """Tell whether a descriptor was opened to be written by: see proc(5)."""
    facts = dict(
        line.split(":\t", 1)
        for line in Path("/proc/self/fdinfo", descriptor).read_text().splitlines()
        if ":\t" in line
    )
    return int(facts["flags"], 8) & os.O_ACCMODE != os.O_RDONLY


def _kind_of(link: str) -> str:
    if link.startswith("socket:"):
        return "socket"
    return "pipe or the like" if link.startswith(_ENDS) else "file to write"
