"""What the test apps share: their failures, and counters that tests read outside HTTP."""

import os
from pathlib import Path
from typing import NoReturn

LOCAL = "marigold-7f3a"
"""The value of a local of every failing view: where it shows up, a traceback has leaked."""

MESSAGE = "no guests to share the cake"
"""The message of the error that `boom` raises."""

NOTE = "the guest list is empty"
"""The note of the error that `boom` raises."""


class HandledError(Exception):
    """An error for which each app has an answer of its own."""


def count(name: str) -> int:
    """Add one to the counter `name`: a file in the folder that `$CANARY` names."""
    folder = os.environ.get("CANARY")
    if not folder:
        return 0
    path = Path(folder, name)
    with path.open("ab") as file:
        file.write(b".")
    return path.stat().st_size


def canary() -> int:
    """Count an evaluation; the code that tests send to a console calls this."""
    return count("canary")


def called() -> int:
    """Count a request that reached the app."""
    return count("called")


def boom() -> NoReturn:
    """Raise a ZeroDivisionError with a cause, a note and locals."""
    guests = {"flower": LOCAL}
    try:
        guests["host"]
    except KeyError as missing:
        error = ZeroDivisionError(MESSAGE)
        error.add_note(NOTE)
        raise error from missing
    raise AssertionError("the host is never there")
