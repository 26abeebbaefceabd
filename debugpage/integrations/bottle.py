"""Bottle: what answers its errors hands them over first; it keeps the request in threads."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from debugpage.integrations.slots import hand_over, is_served_here
from debugpage.views import Function, Locals, functions
from debugpage.wsgi import DebugMiddleware

_ANSWER = "default_error_handler"
_EXC_INFO = "bottle.exc_info"
"""The key of `environ` for what is given to `start_response`, also where the app has a page for
errors of its own (PEP 3333, "Error Handling")."""


def install(app: Any, **options: Any) -> Any:
    """Return the app with the middleware around it."""
    from bottle import Bottle

    functions[Bottle._handle.__code__] = Function(_tell, _bind)  # noqa: SLF001 - to know its frame
    if _ANSWER not in vars(app):
        setattr(app, _ANSWER, partial(_hand_over_and_answer, app.default_error_handler))
    return DebugMiddleware(app, **options)


def _hand_over_and_answer(answer: Callable[[Any], Any], response: Any) -> Any:
    """Hand over the error of a response, also that of a stream which no exc_info tells of."""
    if isinstance(response.exception, Exception) and is_served_here():
        from bottle import request

        environ = request.environ
        hand_over(response.exception, *_view(environ), partial(request.bind, environ))
        environ.pop(_EXC_INFO, None)  # raised once more it would be "critical" in Bottle's log
    return answer(response)


def _view(environ: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return the name or the rule of the route; none where a hook failed before one was found."""
    route = environ.get("bottle.route")
    return (route.name or route.rule if route else ""), environ.get("route.url_args") or {}


def _tell(found: Locals) -> tuple[str, Mapping[str, Any]]:
    return _view(found["environ"])


def _bind(found: Locals) -> Callable[[], object]:
    from bottle import request

    return partial(request.bind, found["environ"])
