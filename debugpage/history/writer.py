"""What writes the history: a thread that runs while there is something to write, beside the app."""

import atexit
import os
import threading
import weakref
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

MOST_WAITING = 64
"""Errors that wait to be written; where more come at once, the oldest of them are let go."""
AT_EXIT_SECONDS = 2.0
PAUSE = 0.05
"""Seconds for which the response that tells an error has the processor to itself; what comes
meanwhile is written along with it."""

T = TypeVar("T")


class Writer(Generic[T]):
    """Writes in a thread of its own what it is given. write: does so; it raises nothing.

    The thread is no daemon: a process that ends in order waits for it, and so loses nothing; what
    comes of its very end (`atexit`) is waited for, too. A child of a fork leaves to its parent what
    was waiting.
    """

    def __init__(self, write: Callable[[list[T]], None]) -> None:
        self._write = write
        self._begin()
        _writers.add(self)

    def _begin(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[T] = deque(maxlen=MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._hurry = threading.Event()

    def put(self, one: T) -> None:
        """Have something written soon. It takes some microseconds."""
        with self._lock:
            self._waiting.append(one)
            if self._thread is not None:
                return
            self._hurry.clear()
            self._thread = threading.Thread(target=self._run, name="debugpage history")
            with suppress(RuntimeError):  # the interpreter is shutting down: no thread can start
                self._thread.start()
                return
        self._run()

    def flush(self, seconds: float) -> None:
        """Wait until all that was given is written, for some seconds at most."""
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            self._hurry.set()
            with suppress(RuntimeError):  # it is not started yet
                thread.join(seconds)

    def _run(self) -> None:
        self._hurry.wait(PAUSE)
        while batch := self._next():
            self._write(batch)

    def _next(self) -> list[T]:
        """Return what waits; where nothing does, the thread ends: the next error has another."""
        with self._lock:
            batch = list(self._waiting)
            self._waiting.clear()
            if not batch:
                self._thread = None
            return batch


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
