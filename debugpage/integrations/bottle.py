"""Bottle: it tells of errors as PEP 3333 has it (`exc_info`), and keeps the request in threads."""

from functools import partial
from typing import Any

from debugpage.views import Frame, frames
from debugpage.wsgi import DebugMiddleware


def install(app: Any, **options: Any) -> Any:
    """Return the app with the middleware around it."""
    from bottle import Bottle

    frames[Bottle._handle.__code__] = Frame("environ", _tell, _bind)  # noqa: SLF001 - only to know its frame
    return DebugMiddleware(app, **options)


def _tell(environ: dict[str, Any]) -> tuple[str, Any]:
    """Return the name or the rule of the route; none where a hook failed before it was found."""
    route = environ.get("bottle.route")
    return (route.name or route.rule if route else ""), environ.get("route.url_args")


def _bind(environ: dict[str, Any]) -> Any:
    from bottle import request

    return partial(request.bind, environ)
