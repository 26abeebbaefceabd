"""What writes the history: one thread beside the app, while there is something to write."""

import atexit
import os
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

MOST_WAITING = 64
"""Errors that wait to be written; where more come at once, the oldest of them are let go."""
PAUSE = 0.05
"""Seconds for which the response that tells an error has the processor to itself; what comes
meanwhile is written along with it."""
IDLE_SECONDS = 30.0
"""After which a thread ends that has nothing to do; to start one for each error would cost time."""
AT_EXIT_SECONDS = 2.0

T = TypeVar("T")


class Writer(Generic[T]):
    """Writes in a thread of its own what it is given. write: does so; it raises nothing.

    A process that ends in order waits for it, and so loses nothing. A child of a fork leaves to its
    parent what was waiting.
    """

    def __init__(self, write: Callable[[list[T]], None]) -> None:
        self._write = write
        self._begin()
        _writers.add(self)

    def _begin(self) -> None:
        self._changed = threading.Condition(threading.Lock())
        self._waiting: deque[T] = deque(maxlen=MOST_WAITING)
        self._is_running = self._is_writing = self._is_hurried = False

    def put(self, one: T) -> None:
        """Have something written soon. It takes some microseconds."""
        with self._changed:
            self._waiting.append(one)
            if self._is_running:
                return
            self._is_running = True
        try:
            threading.Thread(target=self._run, name="debugpage history", daemon=True).start()
        except RuntimeError:  # the interpreter is shutting down, or the system has no thread left
            with self._changed:
                self._is_running = False
                batch = self._taken()
            self._write(batch)

    def _taken(self) -> list[T]:
        """Return what waits, which it does no longer."""
        batch = list(self._waiting)
        self._waiting.clear()
        return batch

    def flush(self, seconds: float) -> None:
        """Wait until all that was given is written, for some seconds at most."""
        with self._changed:
            self._is_hurried = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: not (self._waiting or self._is_writing), seconds)
            self._is_hurried = False

    def _run(self) -> None:
        while batch := self._next():
            self._write(batch)

    def _next(self) -> list[T]:
        """Return what is to be written now; nothing where the thread is to end."""
        with self._changed:
            self._is_writing = False
            self._changed.notify_all()
            if self._has_come():
                self._changed.wait_for(lambda: self._is_hurried, PAUSE)
            batch = self._taken()
            self._is_running = self._is_writing = bool(batch)
            return batch

    def _has_come(self) -> bool:
        """Wait until there is something to write, and tell whether there is.

        It is looked for, not told: on a busy machine a thread that is woken costs the one that goes
        on some milliseconds.
        """
        until = time.monotonic() + IDLE_SECONDS
        while not self._waiting and time.monotonic() < until:
            self._changed.wait(PAUSE)
        return bool(self._waiting)


_writers: "weakref.WeakSet[Writer[Any]]" = weakref.WeakSet()


def _after_fork() -> None:
    for writer in list(_writers):
        writer._begin()  # noqa: SLF001  # part of this module's subject


def _at_exit() -> None:
    for writer in list(_writers):
        writer.flush(AT_EXIT_SECONDS)


atexit.register(_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
