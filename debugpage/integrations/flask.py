"""Flask: its WSGI callable is wrapped, so that the app object stays what it is."""

from typing import Any

from debugpage.wsgi import DebugMiddleware


def install(app: Any, **options: Any) -> Any:
    """Wrap `app.wsgi_app` and return the app."""
    app.wsgi_app = DebugMiddleware(app.wsgi_app, **options)
    return app
