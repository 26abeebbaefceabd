"""Blocking work beside an event loop."""

import threading
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from debugpage.held import running_loop

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")


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

    context = copy_context()
    threading.Thread(target=context.run, args=(run,), name="debugpage", daemon=True).start()
    return await done


def _settle(done: "asyncio.Future[T]", result: T) -> None:
    if not done.done():  # it is, where the client went away meanwhile
        done.set_result(result)


def _fail(done: "asyncio.Future[Any]", error: BaseException) -> None:
    if not done.done():
        done.set_exception(error)
