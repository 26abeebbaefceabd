"""Starlette, and FastAPI with it: added as a middleware, inside the framework's own 500 page."""

from typing import Any

from debugpage.asgi import DebugMiddleware


def install(app: Any, **options: Any) -> Any:
    """Add the middleware and return the app; its own middleware is added before or after."""
    app.add_middleware(DebugMiddleware, **options)
    return app
