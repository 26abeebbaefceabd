"""Errors that a framework would turn into a 500 of its own, brought to the debugger.

Two ways, both by the signal that Flask and Quart send for an error nobody handled. Flask is told
to let the error propagate, as it does in debug mode. Quart does not propagate in debug mode, so
there the error is put into the slot of the request that is being served.
"""

import sys
from contextvars import Context, ContextVar, copy_context
from types import CodeType
from typing import Any, NamedTuple, Protocol


class Met(NamedTuple):
    """An error as its framework met it.

    `context` has the context variables of that moment: frameworks take down the request before an
    error reaches us. `endpoint` and `parameters` are the view's, from the route.
    """

    error: BaseException
    context: Context
    endpoint: str = ""
    parameters: tuple[tuple[str, str], ...] = ()


class Slot(Protocol):
    """Where the error of one request is put; shared by all tasks and threads that serve it."""

    met: Met | None


slot_of_request: ContextVar[Slot | None] = ContextVar("debugpage_slot", default=None)
"""The slot of the request being served. Tasks and threads copy the variable, not the slot."""

_met: ContextVar[Met | None] = ContextVar("debugpage_met", default=None)
"""The last error that Flask met while it served this request."""


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
            _met.set(_meet(exception, "flask"))

    _watched[through] = let_propagate
    signals.got_request_exception.connect(let_propagate)


def how_met(error: BaseException) -> Met:
    """Return how Flask met an error; of any other, that it was met here and now."""
    met = _met.get()
    _met.set(None)
    return met if met and met.error is error else Met(error, copy_context())


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
        slot.met = _meet(exception, "quart")


def _meet(error: BaseException, framework: str) -> Met:
    """Note an error while the framework still has the request that it handles."""
    request: Any = getattr(sys.modules.get(framework), "request", None)
    try:
        parameters = tuple((str(k), str(v)) for k, v in (request.view_args or {}).items())
        return Met(error, copy_context(), str(request.endpoint or ""), parameters)
    except Exception:  # noqa: BLE001 - converters are foreign code; the route is not all that matters
        return Met(error, copy_context())


_watched: dict[CodeType, Any] = {}
"""Receivers that are connected: signals hold them weakly."""


def _is_called_through(code: CodeType) -> bool:
    frame = sys._getframe(1)  # noqa: SLF001 - the documented way to the callers, where it exists
    while frame is not None:
        if frame.f_code is code:
            return True
        frame = frame.f_back  # type: ignore[assignment]  # ends with None, which the loop tests
    return False
