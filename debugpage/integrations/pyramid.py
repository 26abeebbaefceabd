"""Pyramid: it raises what no view of the app answers, and keeps the request in threads."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from debugpage.views import Function, Locals, functions
from debugpage.wsgi import DebugMiddleware


def install(app: Any, **options: Any) -> Any:
    """Return the router, as `make_wsgi_app` made it, with the middleware around it."""
    from pyramid.router import Router

    functions[Router.invoke_request.__code__] = Function(_tell, _bind)
    return DebugMiddleware(app, **options)


def _tell(found: Locals) -> tuple[str, Mapping[str, Any]]:
    """Return the name of the route that was matched, or of the view where the app traverses."""
    request = found["request"]
    route = getattr(request, "matched_route", None)
    name = route.name if route is not None else getattr(request, "view_name", "")
    return name or "", getattr(request, "matchdict", None) or {}


def _bind(found: Locals) -> Callable[[], object]:
    from pyramid.threadlocal import manager

    request = found["request"]
    return partial(manager.push, {"registry": request.registry, "request": request})
