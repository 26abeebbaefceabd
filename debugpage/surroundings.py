"""What the code that failed ran in: so that the console can run there too, and the page tell it."""

from contextvars import Context
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import asyncio

    import trio

Loop: TypeAlias = "asyncio.AbstractEventLoop | trio.lowlevel.TrioToken"
"""An event loop: asyncio's, or what stands for trio's."""


class Surroundings(NamedTuple):
    """The context variables and the event loop of the code that failed, its task and its view.

    `context` is of the moment when the error was met: frameworks take down the request before an
    error reaches us. `endpoint` and `parameters` are the view's, where the framework tells them.
    """

    context: Context
    loop: "Loop | None" = None
    task: str = ""
    endpoint: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
