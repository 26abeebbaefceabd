"""One short file a framework, and `install`, which finds out which one an app is of."""

from importlib import import_module
from typing import Any

_HOMES = {
    "flask.app.Flask": "debugpage.integrations.flask",
    "quart.app.Quart": "debugpage.integrations.quart",
    "starlette.applications.Starlette": "debugpage.integrations.starlette",
}


def install(app: Any, **options: Any) -> Any:
    """Put debugpage around an app of a supported framework and return the app to serve.

    app: a Flask, Quart or Starlette app, or a subclass of one (FastAPI is a Starlette).
    options: settings, the fields of `debugpage.Options`, by name.

    Raises TypeError for an app of another kind, OptionError for an option that is not right.
    """
    for base in type(app).__mro__:
        home = _HOMES.get(f"{base.__module__}.{base.__qualname__}")
        if home is not None:
            return import_module(home).install(app, **options)
    raise TypeError(
        "debugpage.install() takes an app of Flask, Quart or Starlette; given was "
        f"{type(app).__module__}.{type(app).__qualname__}. Wrap other apps in "
        "debugpage.wsgi.DebugMiddleware or debugpage.asgi.DebugMiddleware."
    )
