"""Quart: its ASGI callable is wrapped, so that the app object stays what it is."""

from typing import Any

from debugpage.asgi import DebugMiddleware


def install(app: Any, **options: Any) -> Any:
    """Wrap `app.asgi_app` and return the app."""
    app.asgi_app = DebugMiddleware(app.asgi_app, **options)
    return app
