"""Errors that a framework answers itself, handed to the middleware around it by a hook."""

import sys
from collections.abc import Callable, Mapping
from contextvars import copy_context
from typing import Any

from debugpage.logged import taker_above
from debugpage.rescue import put, slot_here
from debugpage.surroundings import Found, Surroundings


def hand_over(
    error: Exception,
    view: object,
    parameters: Mapping[Any, Any],
    bind: Callable[[], object] | None = None,
) -> None:
    """Give an error that nobody handled to the middleware that serves its request, if one does.

    view: the function, class or object that was to answer; or the name of its route. parameters:
    the arguments that the route found in the path. bind: binds a thread to the request, where the
    framework keeps it in thread locals.
    """
    from debugpage.binding import bound
    from debugpage.exchange import endpoint_name, plain_parameters

    endpoint = view if isinstance(view, str) else endpoint_name(view)
    context = bound(copy_context(), bind) if bind else copy_context()
    around = Surroundings(context, endpoint=endpoint, parameters=plain_parameters(parameters))
    take, names = taker_above(sys._getframe())  # noqa: SLF001 - the documented way to the callers
    if take is not None:
        take(names, Found(error, error.__traceback__, around, is_handed_over=True))
    else:
        put(error, around)


def is_served_here() -> bool:
    """Tell whether debugpage serves the request that this code runs for."""
    take, _ = taker_above(sys._getframe())  # noqa: SLF001 - the documented way to the callers
    return take is not None or slot_here() is not None


class Inner:
    """An ASGI callable inside an app, which stands behind it as what it belongs to.

    The app is asked for its debug switch and its name, which the callable does not know.
    """

    def __init__(self, serve: Callable[[Any, Any, Any], Any], app: Any) -> None:
        self.app = app
        self._serve = serve

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection (ASGI, version 3)."""
        await self._serve(scope, receive, send)
