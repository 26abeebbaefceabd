"""The last lines that the serving processes wrote to standard error, which pass through here."""

import os
import select
import sys
import threading
from contextlib import suppress

KEPT_BYTES = 8 * 1024
KEPT_LINES = 30
LATE_SECONDS = 0.05
"""How much later than its writer's end something may arrive here."""
MOST_PIECES = 100


class Errors:
    """A pipe to our own standard error; where that is a terminal, it is one for who writes, too.

    So what colours its output on a terminal still does.
    """

    def __init__(self) -> None:
        self._reader, self.writer = _pipe()
        self._kept = b""
        self._is_passing = False
        self._passed = threading.Condition()
        threading.Thread(target=self._pass_on, name="debugpage stderr", daemon=True).start()

    def last_lines(self) -> str:
        """Return the last lines that were written; all of those of who has ended."""
        self.settle()
        lines = self._kept.decode(errors="replace").replace("\r\n", "\n").splitlines()
        return "\n".join(lines[-KEPT_LINES:])

    def settle(self) -> None:
        """Wait for what is under way; not for those who write without an end."""
        with self._passed:
            for _ in range(MOST_PIECES):
                if not self._passed.wait(LATE_SECONDS) and not self._is_under_way():
                    return

    def forget(self) -> None:
        """Begin anew: a process that has ended is not to speak for the next."""
        with self._passed:
            self._kept = b""

    def _is_under_way(self) -> bool:
        """Tell whether something is here that is not passed on yet: this process may be slow."""
        return self._is_passing or _has_more(self._reader)

    def _pass_on(self) -> None:
        with suppress(OSError):  # all who could write are gone
            while self._pass_some():
                pass

    def _pass_some(self) -> bool:
        if sys.platform != "win32":
            select.select([self._reader], [], [])
            self._is_passing = True
        data = os.read(self._reader, 1 << 16)
        _write(data)
        with self._passed:
            self._kept = (self._kept + data)[-KEPT_BYTES:]
            self._is_passing = False
            self._passed.notify_all()
        return bool(data)


def _has_more(reader: int) -> bool:
    return sys.platform != "win32" and bool(select.select([reader], [], [], 0)[0])


def _write(data: bytes) -> None:
    with suppress(OSError, ValueError):  # nobody reads what we say
        while data:
            data = data[os.write(2, data) :]


def _pipe() -> tuple[int, int]:
    if sys.platform != "win32" and os.isatty(2):
        import fcntl
        import pty
        import termios

        reader, writer = pty.openpty()
        with suppress(OSError):
            size = fcntl.ioctl(2, termios.TIOCGWINSZ, b"\0" * 8)
            fcntl.ioctl(writer, termios.TIOCSWINSZ, size)
        attributes = termios.tcgetattr(writer)
        attributes[1] &= ~termios.OPOST  # our own terminal makes the line ends
        termios.tcsetattr(writer, termios.TCSANOW, attributes)
        return reader, writer
    return os.pipe()
