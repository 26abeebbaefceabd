"""Ctrl+C in the terminal, which reaches all processes there: also one that only just starts."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Let a process that is started in the block not hear of Ctrl+C until it says so.

    An interpreter that is interrupted while it starts shows a traceback. Does nothing on Windows.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def disregard_interrupts() -> None:
    """Hear of Ctrl+C from now on, in a process that was started so, and do nothing.

    What follows from it, the parent says. It is not ignored: programs that the app starts would
    ignore it, too.
    """
    signal.signal(signal.SIGINT, lambda _number, _frame: None)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
