"""What an error tells that an ASGI app raised: that the client went away, or where it happened."""

from traceback import walk_tb
from types import CodeType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from debugpage.report import Origin

_DISCONNECTS = ("ClientDisconnect", "ClientDisconnected", "WebSocketDisconnect")
"""What frameworks and servers raise then: Starlette, Litestar, uvicorn."""
_BACKGROUND = ("starlette.background", "litestar.background_tasks")
"""Modules that run what goes on when the response is complete."""


def is_disconnect(error: BaseException, sender: CodeType) -> bool:
    """Tell whether an error is no error of the app: the client is not there any more.

    sender: the code of our `send`; servers may raise an OSError there, as the ASGI specification
    has it. A group is a disconnect where all in it are.
    """
    if isinstance(error, BaseExceptionGroup):
        return all(is_disconnect(one, sender) for one in error.exceptions)
    if any(base.__name__ in _DISCONNECTS for base in type(error).__mro__):
        return True
    if not isinstance(error, OSError):
        return False
    return any(frame.f_code is sender for frame, _ in walk_tb(error.__traceback__))


def origin_of_late(error: BaseException) -> "Origin":
    """Return what failed when a response had begun: itself, or work that goes on afterwards."""
    modules = (frame.f_globals.get("__name__") for frame, _ in walk_tb(error.__traceback__))
    return "background" if any(name in _BACKGROUND for name in modules) else "request"
