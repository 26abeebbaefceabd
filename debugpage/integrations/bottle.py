"""Bottle: it tells of errors as PEP 3333 has it (`exc_info`), and keeps the request in threads."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from debugpage.integrations.slots import hand_over
from debugpage.views import Function, Locals, functions
from debugpage.wsgi import DebugMiddleware

_ANSWER = "default_error_handler"


def install(app: Any, **options: Any) -> Any:
    """Return the app with the middleware around it."""
    from bottle import Bottle

    functions[Bottle._handle.__code__] = Function(_tell, _bind)  # noqa: SLF001 - to know its frame
    if _ANSWER not in vars(app):
        setattr(app, _ANSWER, partial(_hand_over_and_answer, app.default_error_handler))
    return DebugMiddleware(app, **options)


def _hand_over_and_answer(answer: Callable[[Any], Any], response: Any) -> Any:
    """Hand over what made a stream fail at its first chunk, which Bottle tells nobody else."""
    if isinstance(response.exception, Exception):
        from bottle import request

        hand_over(response.exception, *_tell({"environ": request.environ}))
    return answer(response)


def _tell(found: Locals) -> tuple[str, Mapping[str, Any]]:
    """Return the name or the rule of the route; none where a hook failed before one was found."""
    environ = found["environ"]
    route = environ.get("bottle.route")
    return (route.name or route.rule if route else ""), environ.get("route.url_args") or {}


def _bind(found: Locals) -> Callable[[], object]:
    from bottle import request

    return partial(request.bind, found["environ"])
