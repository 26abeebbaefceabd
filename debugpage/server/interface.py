"""Which interface an app speaks, WSGI or ASGI, found out without calling it."""

import inspect
from collections.abc import Callable
from typing import Any, Literal

Interface = Literal["wsgi", "asgi"]


def interface_of(app: Callable[..., Any]) -> Interface:
    """Return the interface that `app` speaks.

    ASGI apps are coroutine functions or objects whose `__call__` is one (ASGI 3.0, "Applications").
    An app whose `__call__` hides that (a plain function that returns a coroutine) tells by its
    parameters: ASGI calls with three, WSGI with two (PEP 3333).
    """
    called = app if inspect.isroutine(app) else type(app).__call__
    if inspect.iscoroutinefunction(inspect.unwrap(called)):
        return "asgi"
    return "asgi" if _positional(app) == 3 else "wsgi"


def _positional(app: Callable[..., Any]) -> int:
    try:
        parameters = inspect.signature(app).parameters.values()
    except (TypeError, ValueError):
        return 0
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(1 for one in parameters if one.kind in kinds)
