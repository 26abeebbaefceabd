"""A frame as it was when its error was met: what its console will begin with, once one types there.

It is apart from all that runs code, which no error has to wait for.
"""

import types
from typing import Any, NamedTuple


class Seen(NamedTuple):
    """A frame, its locals as they were, and whether these are the names of its module."""

    frame: types.FrameType
    local: dict[str, Any]
    is_module: bool


def seen(frame: types.FrameType) -> Seen:
    """Return a frame with its locals as they are now.

    They are not read later: reading those of a generator that was thrown away meanwhile ends the
    process (https://github.com/python/cpython/issues/125723).
    """
    local = frame.f_locals
    if local is frame.f_globals:
        return Seen(frame, {}, is_module=True)
    if isinstance(local, dict):
        return Seen(frame, dict(dict.items(local)), is_module=False)
    try:
        # A class body may run in a mapping of its metaclass's making (`__prepare__`).
        return Seen(frame, dict(local), is_module=False)
    except Exception:  # noqa: BLE001  # any code of the application may have run
        return Seen(frame, {}, is_module=False)
