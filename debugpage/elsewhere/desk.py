"""Where errors from outside of requests are handed in, to be recorded one after the other."""

import logging
import os
import threading
from collections import deque
from functools import partial
from traceback import walk_tb
from typing import TYPE_CHECKING

from debugpage.core import Core
from debugpage.rescue import scope_of_request
from debugpage.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable

    from debugpage.exchange import Request

MOST_WAITING = 20
"""Errors that wait to be recorded; of more at a time, none is. Python has printed them."""
THREAD = "debugpage"
"""The name of threads of ours."""


class Desk:
    """Records errors in a thread of its own, which lives while there is one to record."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._open()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._open)

    def _open(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[tuple[BaseException, Surroundings]] = deque()

    def hand_in(self, error: BaseException, around: Surroundings) -> None:
        """Have an error recorded, soon; callable anywhere, also while objects are collected."""
        if len(self._waiting) >= MOST_WAITING:
            return
        self._waiting.append((error, around))
        try:
            threading.Thread(target=self._work, name=THREAD, daemon=True).start()
        except RuntimeError:  # the interpreter ends
            self._waiting.clear()

    def record(self, error: BaseException, around: Surroundings) -> None:
        """Record an error, and wait until that is done; not one of a server's connection."""
        try:
            if not _is_of_a_connection(error):
                self._core.note(error, around, _see(around))
        except Exception:
            logging.getLogger("debugpage").exception("debugpage failed to record an error")

    def _work(self) -> None:
        with self._lock:
            while self._waiting:
                self.record(*self._waiting.popleft())


def _see(around: Surroundings) -> "Callable[[], Request] | None":
    """Return what looks at the request that an error came of, where its context tells that."""
    scope = around.context.get(scope_of_request)
    if scope is None:
        return None
    from debugpage.exchange import from_scope

    return partial(from_scope, scope)


def _is_of_a_connection(error: BaseException) -> bool:
    """Tell whether a client went away while a server's own task dealt with it."""
    if not isinstance(error, ConnectionError):
        return False
    from debugpage.capture.source.library import home_of

    files = {frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__)}
    return all(home_of(file, "").library for file in files)
