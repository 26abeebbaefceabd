"""Errors that a framework would turn into a 500 of its own, brought to the debugger.

Two ways, both by the signal that Flask and Quart send for an error nobody handled. Flask is told
to let the error propagate, as it does in debug mode. Quart does not propagate in debug mode, so
there the error is put into the slot of the request that is being served.
"""

import sys
from contextvars import Context, ContextVar, copy_context
from types import CodeType
from typing import Any, Protocol


class Slot(Protocol):
    """Where the error of one request is put; shared by all tasks and threads that serve it."""

    error: BaseException | None


slot_of_request: ContextVar[Slot | None] = ContextVar("debugpage_slot", default=None)
"""The slot of the request being served. Tasks and threads copy the variable, not the slot."""

_met: ContextVar[tuple[BaseException, Context] | None] = ContextVar("debugpage_met", default=None)
"""The last error that Flask met while it served this request, and the context it met it in."""


def watch_flask(through: CodeType) -> None:
    """Let Flask propagate errors of requests that are served through a function of ours.

    through: the code of that function, looked for among the callers. Does nothing where Flask is
    not loaded. `PROPAGATE_EXCEPTIONS` set to False by the developer is respected.
    """
    signals = sys.modules.get("flask.signals")
    if signals is None or through in _watched:
        return

    def let_propagate(sender: Any, exception: BaseException, **_: Any) -> None:
        if not _is_called_through(through):
            return
        if sender.config.get("PROPAGATE_EXCEPTIONS") is None:
            sender.config["PROPAGATE_EXCEPTIONS"] = True
        if sender.config["PROPAGATE_EXCEPTIONS"]:
            _met.set((exception, copy_context()))

    _watched[through] = let_propagate
    signals.got_request_exception.connect(let_propagate)


def context_of(error: BaseException) -> Context:
    """Return the context variables of the code that failed, or the caller's own.

    Flask has taken down `request`, `session` and `g` by the time an error reaches us.
    """
    met = _met.get()
    _met.set(None)
    return met[1] if met and met[0] is error else copy_context()


def watch_quart() -> bool:
    """Put errors that Quart reports into the slot of their request, and tell if Quart is there."""
    signals = sys.modules.get("quart.signals")
    if signals is None:
        return False
    signals.got_request_exception.connect(_fill_slot)
    return True


async def _fill_slot(_sender: Any, exception: BaseException, **_: Any) -> None:
    slot = slot_of_request.get()
    if slot is not None:
        slot.error = exception


_watched: dict[CodeType, Any] = {}
"""Receivers that are connected: signals hold them weakly."""


def _is_called_through(code: CodeType) -> bool:
    frame = sys._getframe(1)  # noqa: SLF001 - the documented way to the callers, where it exists
    while frame is not None:
        if frame.f_code is code:
            return True
        frame = frame.f_back  # type: ignore[assignment]  # ends with None, which the loop tests
    return False
