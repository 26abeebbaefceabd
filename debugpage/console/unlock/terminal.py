"""The terminal that the server was started from: the one place where secrets may be shown."""

import sys
from contextlib import suppress


def is_watched() -> bool:
    """Return whether standard error is a terminal, and no file or log that is kept."""
    try:
        return sys.stderr.isatty()
    except (AttributeError, OSError, ValueError):  # none, or closed
        return False


def tell(text: str) -> bool:
    """Show a line to who sits at the terminal, and tell whether there is one.

    It does not go through logging, whose handlers may write it to files.
    """
    if not is_watched():
        return False
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
        return True
    return False
