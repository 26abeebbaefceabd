"""Which view failed, and with which request: found in the frames of frameworks that raise.

They have taken down the request when the error arrives, but their own frames still hold it.
"""

from collections.abc import Callable, Mapping
from traceback import walk_tb
from types import CodeType, FrameType
from typing import Any, NamedTuple

from debugpage.surroundings import Surroundings

Locals = Mapping[str, Any]


class Function(NamedTuple):
    """A function of a framework below which all of a request is handled.

    tell: returns the view's name and its parameters, by name, of the function's locals. bind: makes
    of them what binds a thread to the request, for frameworks that keep it in thread locals.
    """

    tell: Callable[[Locals], tuple[str, Mapping[str, Any]]]
    bind: Callable[[Locals], Callable[[], object]] | None = None


functions: dict[CodeType, Function] = {}
"""The functions to look for, by their code."""


def looked_up(error: BaseException, here: Surroundings) -> Surroundings:
    """Return the surroundings with what the frames of an error tell of its view."""
    if not functions:
        return here
    known = [frame for frame, _ in walk_tb(error.__traceback__) if frame.f_code in functions]
    return _told(known[-1], here) if known else here


def _told(frame: FrameType, here: Surroundings) -> Surroundings:
    from debugpage.binding import bound
    from debugpage.exchange import plain_parameters

    function, found = functions[frame.f_code], frame.f_locals
    try:
        endpoint, parameters = function.tell(found)
        here = here._replace(endpoint=endpoint, parameters=plain_parameters(parameters))
        return (
            here._replace(context=bound(here.context, function.bind(found)))
            if function.bind
            else here
        )
    except (KeyError, AttributeError):  # it has not come that far, or is of another release
        return here
