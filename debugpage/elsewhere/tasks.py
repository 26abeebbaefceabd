"""Errors of tasks and callbacks that nobody waits for, as their event loop is told of them."""

import asyncio
from contextvars import Context
from typing import Any

from debugpage.elsewhere.desk import Desk
from debugpage.surroundings import Surroundings


class Telling:
    """In the place of a loop's `call_exception_handler`, whatever handler is set before or later.

    The loop's own is called first.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, desk: Desk) -> None:
        self._loop = loop
        self._handle = loop.call_exception_handler
        self._desk = desk

    def __call__(self, context: dict[str, Any]) -> None:
        """Have the error of a context recorded (see `loop.call_exception_handler`)."""
        try:
            self._handle(context)
        finally:
            error = context.get("exception")
            if isinstance(error, Exception) and _is_of_the_app(context, error):
                self._desk.hand_in(error, _around(context, self._loop))


def watch_loop(loop: asyncio.AbstractEventLoop, desk: Desk) -> None:
    """Have what a loop is told of recorded."""
    if not isinstance(loop.call_exception_handler, Telling):
        loop.call_exception_handler = Telling(loop, desk)  # type: ignore[method-assign]  # on purpose


def _is_of_the_app(context: dict[str, Any], error: Exception) -> bool:
    """Tell whether it is of a task or a callback; servers tell of their connections, too."""
    if "task" in context or "future" in context:
        return True
    return "handle" in context and not isinstance(error, OSError)


def _around(context: dict[str, Any], loop: asyncio.AbstractEventLoop) -> Surroundings:
    work = context.get("task") or context.get("future")
    if not isinstance(work, asyncio.Task):
        return Surroundings(
            Context(), loop, "callback" if work is None else "future", origin="task"
        )
    name = f"{work.get_name()} ({getattr(work.get_coro(), '__qualname__', '')})"
    get_context = getattr(work, "get_context", Context)  # before Python 3.12 a task does not tell
    return Surroundings(get_context(), loop, name, origin="task")
