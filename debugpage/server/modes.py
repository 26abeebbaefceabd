"""The modes of the terminal, as they were when the development server began.

Who edits lines there (`breakpoint()`, a shell in the app) switches echo and the like off meanwhile,
and may be ended before switching them on again.
"""

import signal
import sys
from contextlib import suppress
from typing import Any


class Modes:
    """Keeps the modes of the terminal on standard input, where it is one."""

    def __init__(self) -> None:
        self._modes = _modes()

    def restore(self) -> None:
        """Bring them back, where they were changed."""
        if self._modes is None or _modes() == self._modes:
            return
        import termios

        # A process in the background is stopped when it does that; we may be.
        before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        with suppress(termios.error):
            termios.tcsetattr(0, termios.TCSADRAIN, self._modes)
        signal.signal(signal.SIGTTOU, before)


def _modes() -> list[Any] | None:
    if sys.platform == "win32":
        return None
    import termios

    try:
        return termios.tcgetattr(0)
    except termios.error:
        return None
