"""Pyramid: it raises what no view of the app answers, and keeps the request in threads."""

from functools import partial
from typing import Any

from debugpage.views import Frame, frames
from debugpage.wsgi import DebugMiddleware


def install(app: Any, **options: Any) -> Any:
    """Return the router, as `make_wsgi_app` made it, with the middleware around it."""
    from pyramid.router import Router

    frames[Router.invoke_request.__code__] = Frame("request", _tell, _bind)
    return DebugMiddleware(app, **options)


def _tell(request: Any) -> tuple[str, Any]:
    """Return the name of the route that was matched, or of the view where the app traverses."""
    route = getattr(request, "matched_route", None)
    name = route.name if route is not None else getattr(request, "view_name", "")
    return name or "", getattr(request, "matchdict", None)


def _bind(request: Any) -> Any:
    from pyramid.threadlocal import manager

    return partial(manager.push, {"registry": request.registry, "request": request})
