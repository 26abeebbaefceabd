"""Errors that end a thread."""

import threading
from contextvars import ContextVar, copy_context

from debugpage.elsewhere.desk import THREAD, Desk
from debugpage.surroundings import Surroundings

told: ContextVar[int] = ContextVar("debugpage_told", default=0)
"""The id of an error that a hook of a framework has told of before it ends this thread."""


def watch_threads(desk: Desk) -> None:
    """Have errors that end threads recorded, after the hook that there is has told of them."""
    previous = threading.excepthook

    def tell(args: threading.ExceptHookArgs) -> None:
        try:
            previous(args)
        finally:
            name = args.thread.name if args.thread is not None else ""
            is_known = told.get() == id(args.exc_value)
            if isinstance(args.exc_value, Exception) and name != THREAD and not is_known:
                desk.record(
                    args.exc_value, Surroundings(copy_context(), task=name, origin="thread")
                )

    threading.excepthook = tell
