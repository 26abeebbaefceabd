"""Blocking work beside an event loop."""

import os
import threading
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from debugpage.held import running_loop

if TYPE_CHECKING:
    import asyncio

IDLE_SECONDS = 30.0
"""After which a thread ends that has nothing to do; to start one for each error would cost time."""

T = TypeVar("T")
Work = Callable[[], object]


async def in_thread(work: Callable[[], T]) -> T:
    """Run blocking work beside the event loop, in a thread that nobody else waits for."""
    loop = running_loop()
    if loop is None:
        from anyio import to_thread

        return await to_thread.run_sync(work)
    done: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            settle = partial(_settle, done, work())
        except BaseException as error:  # noqa: BLE001 - handed on to who waits
            settle = partial(_fail, done, error)
        loop.call_soon_threadsafe(settle)

    _begin(partial(copy_context().run, run))
    return await done


def _settle(done: "asyncio.Future[T]", result: T) -> None:
    if not done.done():  # it is, where the client went away meanwhile
        done.set_result(result)


def _fail(done: "asyncio.Future[Any]", error: BaseException) -> None:
    if not done.done():
        done.set_exception(error)


_idle: list[SimpleQueue[Work]] = []
"""Where threads that have nothing to do wait for work: each at a queue of its own."""


def _begin(work: Work) -> None:
    """Have a thread do some work at once."""
    try:
        _idle.pop().put(work)
    except IndexError:
        mine: SimpleQueue[Work] = SimpleQueue()
        mine.put(work)  # an argument of the thread would be held as long as that is there
        try:
            threading.Thread(target=_serve, args=(mine,), name="debugpage", daemon=True).start()
        except RuntimeError:  # the system has none left, or Python ends: the loop has to wait
            mine.get()()


def _serve(mine: SimpleQueue[Work]) -> None:
    """Do the work that comes until nothing has come for a while."""
    work: Work | None = mine.get()
    while work is not None:
        work()
        work = None  # it holds what failed
        _idle.append(mine)
        work = _next(mine)


def _next(mine: SimpleQueue[Work]) -> Work | None:
    try:
        return mine.get(timeout=IDLE_SECONDS)
    except Empty:
        pass
    try:
        _idle.remove(mine)
    except ValueError:  # it was just taken from there, and work is on its way
        return mine.get()
    return None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)
