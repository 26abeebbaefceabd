"""Errors that a framework answers itself, handed to the middleware around it by a hook."""

from collections.abc import Callable, Mapping
from contextvars import copy_context
from typing import Any

from debugpage.rescue import slot_of_request


def hand_over(error: BaseException, view: object, parameters: Mapping[Any, Any]) -> None:
    """Put an error that nobody handled into the slot of its request, if debugpage serves it.

    view: the function, class or object that was to answer. parameters: the arguments that its
    route found in the path.
    """
    slot = slot_of_request.get()
    if slot is None:
        return
    from debugpage.exchange import endpoint_name, plain_parameters
    from debugpage.surroundings import Surroundings

    slot.error = error
    slot.around = Surroundings(
        copy_context(), endpoint=endpoint_name(view), parameters=plain_parameters(parameters)
    )


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
