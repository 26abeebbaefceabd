"""Which process holds a socket, and whether its program is a web browser, by Linux's /proc."""

import os
import re
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple


class Program(NamedTuple):
    """A running program: the id of its process, and the file name of its executable."""

    process: int
    name: str


_PROC = Path("/proc")
_MOST = (0.25, 3.0)
"""Seconds of work, and of waiting included: a busy machine must not look like a stranger's."""
_UPDATED_WHILE_RUNNING = " (deleted)"
_recent: "deque[int]" = deque(maxlen=8)
"""Processes that held sockets asked for lately. Only where to look first: each look is a fresh one,
so that nothing is taken from memory when a process ends or an inode is used again."""

_BROWSERS = re.compile(
    r"(?:chromium|chrome|google-chrome)(?:[-_](?:browser|stable|beta|dev|unstable|canary))?"
    r"|(?:chrome-)?headless[-_]shell|ungoogled-chromium|thorium(?:-browser)?|iridium(?:-browser)?"
    r"|brave(?:-browser)?(?:-(?:beta|nightly))?|(?:microsoft-edge|msedge)(?:-(?:stable|beta|dev))?"
    r"|vivaldi(?:-(?:bin|stable|snapshot))?|opera(?:-(?:beta|developer))?|yandex[-_]browser"
    r"|firefox(?:-(?:bin|esr|beta|nightly|developer-edition|devedition|trunk))?"
    r"|(?:librewolf|waterfox|zen|floorp|palemoon|seamonkey|mullvadbrowser)(?:-bin)?"
    r"|epiphany(?:-browser)?|WebKitNetworkProcess|WebKitWebProcess|QtWebEngineProcess"
    r"|falkon|konqueror|RequestServer"
)
"""The executables of browsers, and of the processes that some keep for their connections.

qutebrowser is not among them: what runs is Python, as it is for any script.
"""


def is_browser(name: str) -> bool:
    """Return whether an executable's file name is that of a web browser."""
    return _BROWSERS.fullmatch(name) is not None


def program_holding(inode: int) -> Program | None:
    """Return the program that has the socket of that inode open; None if that cannot be seen.

    See `process_holding`.
    """
    process = process_holding(inode)
    return None if process is None else _program(process)


def process_holding(inode: int) -> int | None:
    """Return the process that has the socket of that inode open; None if that cannot be seen.

    It cannot for processes in another container, and for those of other users. Works for a
    quarter of a second at most, and for no longer than three on a machine that is busy.
    """
    wanted, begin = f"socket:[{inode}]", _clocks()
    for process in _processes():
        if _holds(process, wanted):
            _remember(process)
            return process
        if any(now - then > most for now, then, most in zip(_clocks(), begin, _MOST, strict=True)):
            return None
    return None


def _clocks() -> tuple[float, float]:
    """Return the seconds that this thread has worked, and those that have passed for all."""
    return time.thread_time(), time.monotonic()


def _processes() -> Iterator[int]:
    """Yield all processes, those that held sockets lately first, then the youngest."""
    recent = list(_recent)
    yield from recent
    with os.scandir(_PROC) as entries:
        numbers = [int(entry.name) for entry in entries if entry.name.isdecimal()]
    yield from sorted(set(numbers) - set(recent), reverse=True)


def _holds(process: int, wanted: str) -> bool:
    folder = f"{_PROC}/{process}/fd"
    with suppress(OSError):  # another user's, or just ended
        for descriptor in os.listdir(folder):  # noqa: PTH208 - Path objects take three times as long
            with suppress(OSError):  # just closed
                if os.readlink(f"{folder}/{descriptor}") == wanted:  # noqa: PTH115 - as above
                    return True
    return False


def _remember(process: int) -> None:
    with suppress(ValueError):
        _recent.remove(process)
    _recent.appendleft(process)


def _program(process: int) -> Program | None:
    try:
        executable = (_PROC / str(process) / "exe").readlink()
    except OSError:
        return None
    name = PurePosixPath(executable).name.removesuffix(_UPDATED_WHILE_RUNNING)
    return Program(process, name)
