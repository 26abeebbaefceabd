"""A call that other threads may interrupt: that call alone, not what its thread does then."""

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

TAKING_LOCKS = frozenset({"threading", "queue", "weakref", "_weakrefset"})
"""Modules that take locks in Python code, or swallow what is raised in them.

An exception between a lock and the `try` that gives it back would leave it taken for ever, and the
whole application waiting. So one that goes through these is waited for, a little.
"""
TAKING_LOCKS_OF_LOGGING = frozenset(
    {
        *("acquire", "release", "_acquireLock", "_releaseLock", "handle", "flush"),
        *("isEnabledFor", "getLogger", "getChild", "addHandler", "removeHandler"),
    }
)
"""The functions of `logging` that do: the others are where most of its time is spent."""
TRIES, PAUSE = 20, 0.001
"""How often that is looked for, and the seconds before each time."""


class Interruptible:
    """One call in one thread, in which an exception of type `kind` can be raised from outside.

    `kind` is raised without arguments. Python code gets it at once, a blocking call when that
    returns. What runs in the call must not use `threading.Event` or `Condition` for us: their
    locks are taken in Python code, and would stay taken if it came in there. Plain locks would
    not, for between taking one and entering its `with` block Python does not look for exceptions.
    """

    def __init__(self, kind: type[BaseException] = KeyboardInterrupt) -> None:
        self._kind = kind
        self._lock = threading.Lock()
        self._thread: int | None = None
        self._is_asked = False

    def run(self, call: Callable[[], T]) -> T:
        """Return what `call` returns or raise what it raises, or `kind` where it is interrupted.

        To be called once. An interrupt that was asked for before it began is raised at once.
        """
        try:
            self._begin()
            result = call()
            self._end()
        except BaseException:
            # An interrupt may come as late as in _end(), or follow on another that has just come.
            self._end()
            raise
        return result

    def interrupt(self) -> None:
        """Raise `kind` in the call; nothing where it has ended, and as it begins where it has not.

        May be called again where the call has swallowed it.
        """
        for tries_left in reversed(range(TRIES)):
            time.sleep(PAUSE)
            with self._lock:
                self._is_asked = True
                if self._thread is None:
                    return
                # Just back from a pause, this thread is not asked to give way before its turn is
                # over: the other one stands where it is seen, and gets the exception there.
                if not tries_left or not _takes_lock(self._thread):
                    _raise_in(self._thread, self._kind)
                    return

    def _begin(self) -> None:
        with self._lock:
            if self._is_asked:
                raise self._kind
            self._thread = threading.get_ident()

    def _end(self) -> None:
        while self._thread is not None:
            try:
                with self._lock:
                    # Nothing is sent from here on; what was sent, but has not come yet, is taken
                    # back.
                    if self._is_asked:
                        _take_back(self._thread)
                    self._thread = None
            except BaseException:  # noqa: BLE001, S112  # it came just now: another may follow
                continue


class _Settled(BaseException):
    """Nothing is left to be raised."""


def _take_back(thread: int) -> None:
    """Take back what was to be raised in this very thread, but has not come yet."""
    if sys.version_info >= (3, 12):
        _raise_in(thread, None)
        return
    # That would set CPython 3.11 looking for it until something is raised, and while it looks, any
    # tracer or profiler (pdb, coverage) halts the process for ever at the next call. So something
    # else is raised in its place.
    try:
        will_come = _raise_in(thread, _Settled)
        while will_come:
            pass
    except _Settled:
        pass


def _takes_lock(thread: int) -> bool:
    frame = sys._current_frames().get(thread)  # noqa: SLF001  # there is no other way
    if frame is None:
        return False
    module = frame.f_globals.get("__name__")
    return module in TAKING_LOCKS or (
        module == "logging" and frame.f_code.co_name in TAKING_LOCKS_OF_LOGGING
    )


def _raise_in(thread: int, kind: type[BaseException] | None) -> bool:
    """Have `kind` raised in a thread, or take back what has not been raised there yet.

    False where there is no such thread: under gevent, what calls itself one is none.
    """
    wanted: ctypes.c_void_p | ctypes.py_object[type[BaseException]]
    wanted = ctypes.c_void_p(None) if kind is None else ctypes.py_object(kind)
    return bool(ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), wanted))
