"""BlackSheep: the app is wrapped, and hands over what it has no handler for."""

from typing import TYPE_CHECKING, Any

from debugpage.asgi import DebugMiddleware
from debugpage.integrations.slots import hand_over

if TYPE_CHECKING:
    from blacksheep import Application, Request, Response


def install(app: "Application", **options: Any) -> DebugMiddleware:
    """Let `app.handle_internal_server_error` hand errors over, and return the wrapped app."""
    own = app.handle_internal_server_error

    async def handle_internal_server_error(request: "Request", exc: Exception) -> "Response":
        hand_over(exc, _view(app, request), request.route_values or {})
        return await own(request, exc)

    app.handle_internal_server_error = handle_internal_server_error  # type: ignore[method-assign]  # of one object
    return DebugMiddleware(app, **options)


def _view(app: "Application", request: "Request") -> object:
    """Return the function that was to answer; the router knows it within others."""
    match = app.router.get_match(request)
    handler = match and match.handler
    return getattr(handler, "root_fn", handler)
