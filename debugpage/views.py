"""Which view failed, and with which request: found in the frames of frameworks that raise.

They have taken down the request when the error arrives, but their own frames still hold it.
"""

from collections.abc import Callable
from traceback import walk_tb
from types import CodeType
from typing import Any, NamedTuple

from debugpage.surroundings import Surroundings


class Frame(NamedTuple):
    """A function of a framework below which all of a request is handled.

    local: the name of the local that holds the request, or the environ. tell: returns the view's
    name and its parameters, by name, of what that holds. bind: returns what binds a thread to it.
    """

    local: str
    tell: Callable[[Any], tuple[str, Any]]
    bind: Callable[[Any], Callable[[], object]]


frames: dict[CodeType, Frame] = {}
"""The functions to look for, by their code."""


def looked_up(error: BaseException, here: Surroundings) -> Surroundings:
    """Return the surroundings with what the frames of an error tell of its view."""
    if frames:
        for frame, _ in walk_tb(error.__traceback__):
            known = frames.get(frame.f_code)
            if known is not None and known.local in frame.f_locals:
                return _told(known, frame.f_locals[known.local], here)
    return here


def _told(known: Frame, request: Any, here: Surroundings) -> Surroundings:
    from debugpage.binding import bound
    from debugpage.exchange import plain_parameters

    endpoint, parameters = known.tell(request)
    return here._replace(
        context=bound(here.context, known.bind(request)),
        endpoint=endpoint,
        parameters=plain_parameters(parameters or {}),
    )
