"""What a benchmark says while it runs."""

import sys
import time


class Progress:
    """Says how far it is, on standard error: a line for each part, rewritten on a terminal."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._end = "\r\x1b[K" if sys.stderr.isatty() else "\n"

    def say(self, text: str) -> None:
        """Say what is being done now."""
        seconds = time.monotonic() - self._began
        sys.stderr.write(f"{seconds:6.0f} s  {text}{self._end}")
        sys.stderr.flush()
