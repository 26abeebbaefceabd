"""Errors that an ASGI app raises, recorded beside its event loop."""

from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING

from debugpage.beside import in_thread
from debugpage.core import Core
from debugpage.held import Scope, running_loop, running_trio
from debugpage.over_asgi.body import body_of
from debugpage.rescue import slot_in
from debugpage.surroundings import Surroundings, task_here
from debugpage.views import looked_up

if TYPE_CHECKING:
    from debugpage.exchange import Request, Response
    from debugpage.report import Origin
    from debugpage.surroundings import Loop


class Recorder:
    """Records the errors of one app; it is called where they are met, in the app's own task."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def answer(self, error: BaseException, scope: Scope, origin: "Origin") -> "Response":
        """Record an error and return its page."""
        around = _around(error, scope, origin)
        return await in_thread(partial(self._core.on_error, error, partial(see, scope), around))

    async def note(self, error: BaseException, scope: Scope, origin: "Origin") -> str:
        """Record an error that cannot be answered, and return the URL path of its page."""
        request = None if origin == "lifespan" else partial(see, scope)
        around = _around(error, scope, origin)
        return await in_thread(partial(self._core.note, error, around, request))

    async def settle(self) -> None:
        """Wait until what was recorded outlives the process."""
        await in_thread(self._core.settle)


def _around(error: BaseException, scope: Scope, origin: "Origin") -> Surroundings:
    slot = slot_in(scope)
    told = slot.around if slot.error is error else None
    around = told or looked_up(error, Surroundings(copy_context()))
    return around._replace(loop=loop_here(), task=task_here(), origin=origin)


def loop_here() -> "Loop | None":
    """Return the loop that runs here, asyncio's or trio's."""
    loop: Loop | None = running_loop()
    if loop is None and (trio := running_trio()) is not None:
        loop = trio.lowlevel.current_trio_token()
    return loop


def see(scope: Scope) -> "Request":
    """Look at the request of a scope."""
    from debugpage.exchange import from_scope

    return from_scope(scope)._replace(body=body_of(scope))
