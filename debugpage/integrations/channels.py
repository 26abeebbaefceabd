"""Channels: its routers and consumers raise, over HTTP and WebSocket; Django is within them."""

from collections.abc import Mapping
from typing import Any

from debugpage.asgi import DebugMiddleware
from debugpage.integrations.django import watch
from debugpage.views import Function, Locals, functions


def install(app: Any, **options: Any) -> Any:
    """Return the router with the middleware around it."""
    from channels.routing import URLRouter

    functions[URLRouter.__call__.__code__] = Function(_tell)
    watch()
    return DebugMiddleware(app, **options)


def _tell(found: Locals) -> tuple[str, Mapping[str, Any]]:
    """Return the name of the route that was matched, or of its consumer."""
    route = found["route"]
    return route.name or route.callback.consumer_class.__qualname__, found["kwargs"]
