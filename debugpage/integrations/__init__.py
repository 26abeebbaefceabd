"""One short file a framework, and `install`, which finds out which one an app is of.

Each has `install(app, **options)`, which returns the app to serve, and imports its framework in
functions alone, if at all.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "aiohttp.web_app.Application": "aiohttp",
    "blacksheep.server.application.Application": "blacksheep",
    "bottle.Bottle": "bottle",
    "channels.routing.ProtocolTypeRouter": "channels",
    "channels.routing.URLRouter": "channels",
    "dash.dash.Dash": "dash",
    "django.core.handlers.asgi.ASGIHandler": "django",
    "django.core.handlers.wsgi.WSGIHandler": "django",
    "falcon.app.App": "falcon",
    "flask.app.Flask": "flask",
    "flask_socketio.SocketIO": "flask_socketio",
    "litestar.app.Litestar": "litestar",
    "pyramid.router.Router": "pyramid",
    "quart.app.Quart": "quart",
    "sanic.app.Sanic": "sanic",
    "starlette.applications.Starlette": "starlette",
}
"""The classes of apps, and the modules here that put debugpage around them and their subclasses."""


def install(app: Any, **options: Any) -> Any:
    """Put debugpage around an app and return the app to serve.

    app: an app of a framework that has a file here, of a subclass, or any other WSGI (PEP 3333) or
        ASGI 3.0 callable.
    options: settings, the fields of `debugpage.Options`, by name.

    Raises TypeError for what is no app, or does not tell which interface it speaks; OptionError for
    an option that is not right.
    """
    for base in type(app).__mro__:
        home = _HOMES.get(f"{base.__module__}.{base.__qualname__}", "")
        if home:
            return import_module(f"{__name__}.{home}").install(app, **options)
    return _wrapped(app, options)


def _wrapped(app: Any, options: dict[str, Any]) -> Any:
    """Wrap a callable of no framework that is known. Raises TypeError."""
    from debugpage.interface import interface_of

    interface = interface_of(app)
    if interface is None:
        raise TypeError(_what_is_wrong_with(app))
    return import_module(f"debugpage.{interface}").DebugMiddleware(app, **options)


def _what_is_wrong_with(app: Any) -> str:
    name = getattr(app, "__qualname__", type(app).__qualname__)
    kind = f"{getattr(app, '__module__', None) or type(app).__module__}.{name}"
    if isinstance(app, type):
        return f"debugpage.install() takes an app; given was the class {kind}. Give an instance."
    if not callable(app):
        return (
            f"debugpage.install() takes an app, of a framework or any WSGI or ASGI callable; "
            f"given was {kind}, which cannot be called."
        )
    return (
        f"debugpage.install() cannot tell whether {kind} is a WSGI or an ASGI app. Wrap it in "
        "debugpage.wsgi.DebugMiddleware or debugpage.asgi.DebugMiddleware."
    )
