"""Litestar: what it serves is wrapped inside the app object, and a hook hands errors over."""

from typing import TYPE_CHECKING, Any

from debugpage.asgi import DebugMiddleware
from debugpage.integrations.slots import Inner, hand_over, is_served_here

if TYPE_CHECKING:
    from litestar import Litestar

_BEGUN = "Exception caught after response started"


def install(app: "Litestar", **options: Any) -> "Litestar":
    """Wrap `app.asgi_handler`, add an `after_exception` hook, and return the app."""
    if not isinstance(app.asgi_handler, DebugMiddleware):
        app.asgi_handler = DebugMiddleware(_Handler(app.asgi_handler, app), **options)
        app.after_exception.append(_after_exception)
    return app


class _Handler(Inner):
    """What Litestar serves, raising what made a stream fail as it was.

    Litestar puts other errors around it, which say that the response had begun.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection (ASGI, version 3)."""
        from litestar.exceptions import LitestarException

        try:
            await super().__call__(scope, receive, send)
        except LitestarException as error:
            inner = _within(error)
            if inner is error or not is_served_here():
                raise
        else:
            return
        raise inner


def _within(error: BaseException) -> BaseException:
    while getattr(error, "detail", "") == _BEGUN and error.__cause__ is not None:
        error = error.__cause__
    return error


async def _after_exception(error: Exception, scope: Any) -> None:
    if _is_unhandled(error, scope):
        handler = scope.get("route_handler")
        hand_over(error, handler and handler.fn, scope.get("path_params") or {})


def _is_unhandled(error: Exception, scope: Any) -> bool:
    """Tell whether the app has no answer for an error but that of status 500, its own or not."""
    from litestar.exceptions import HTTPException

    if isinstance(error, HTTPException):
        return False
    handler = scope.get("route_handler")
    handlers = handler.resolve_exception_handlers() if handler else scope["app"].exception_handlers
    return not any(cls in handlers for cls in type(error).__mro__)
