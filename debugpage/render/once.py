"""Texts made of our static files, kept in this user's cache as Python keeps compiled modules.

To join and to shorten them takes longer than most pages, and comes to the same in each process.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from debugpage.assets import asset_root
from debugpage.cachedir import cache_folder
from debugpage.private import read_private, write_private

FOLDER = "static"


def once(name: str, make: Callable[[], str]) -> str:
    """Return what `make` makes of static files: what it made before, if none has changed since.

    name: tells apart what is made. Where nothing can be kept, or the files are in an archive, it is
    made each time.
    """
    state = _state()
    if not state:
        return make()
    try:
        file = _file(name)
    except OSError:  # there is no folder to keep it in
        return make()
    with suppress(OSError, ValueError):
        told, _, text = read_private(file).decode().partition("\n")
        if told == _seal(state, text):
            return text
    text = make()
    with suppress(OSError):
        write_private(file, f"{_seal(state, text)}\n{text}".encode())
    return text


def _seal(state: str, text: str) -> str:
    """Return what stands before a text that is whole, and was made of files in a state.

    What was cut short on its disk would be sent for ever, and a script not be what pages ask for.
    """
    return sha256(f"{state}\n{text}".encode()).hexdigest()


def _file(name: str) -> Path:
    """Return the file of a name: each installation of ours has its own, which is replaced."""
    told = f"{__file__}\n{name}"
    return cache_folder(FOLDER) / sha256(told.encode()).hexdigest()[:32]


@lru_cache(maxsize=1)
def _state() -> str:
    """Return what changes whenever one of the files does, or what makes texts of them."""
    root = asset_root("static")
    if not isinstance(root, Path):
        return ""
    makers = (Path(__file__).with_name(name) for name in ("bundle.py", "minify.py"))
    with suppress(OSError):
        times = [*_times_below(str(root)), *((str(one), _time(one.stat())) for one in makers)]
        return sha256(repr(sorted(times)).encode()).hexdigest()
    return ""


def _times_below(folder: str) -> Iterator[tuple[str, tuple[int, int]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _times_below(entry.path)
            else:
                yield entry.path, _time(entry.stat())


def _time(found: os.stat_result) -> tuple[int, int]:
    return found.st_mtime_ns, found.st_size
