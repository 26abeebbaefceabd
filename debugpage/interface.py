"""Which interface an app speaks, WSGI or ASGI, found out without calling it."""

import inspect
from typing import Any, Literal

Interface = Literal["wsgi", "asgi"]


def interface_of(app: Any) -> Interface | None:
    """Return the interface that `app` speaks; None where it does not tell, or is no app.

    ASGI apps are coroutine functions or objects whose `__call__` is one (ASGI 3.0, "Applications").
    An app whose `__call__` hides that (a plain function that returns a coroutine) tells by its
    parameters: ASGI calls with three, WSGI with two (PEP 3333). One that hands on whatever it is
    called with, as Dash does to its `server`, speaks what that speaks.
    """
    if not callable(app) or inspect.isclass(app):
        return None
    called = app if inspect.isroutine(app) else type(app).__call__
    # An app may have a `__call__` of its own, as our adapter for ASGI has: servers ask for that.
    own = getattr(app, "__call__", called)  # noqa: B004 - not whether, but which
    if any(inspect.iscoroutinefunction(inspect.unwrap(one)) for one in (called, own)):
        return "asgi"
    takes_two, takes_three = _takes(app, 2), _takes(app, 3)
    if takes_two and takes_three:
        return interface_of(getattr(app, "server", None))
    if not (takes_two or takes_three):
        return None
    return "wsgi" if takes_two else "asgi"


def _takes(app: Any, count: int) -> bool:
    """Tell whether an app can be called with that many arguments by position."""
    try:
        inspect.signature(app).bind(*[None] * count)
    except (TypeError, ValueError):
        return False
    return True
