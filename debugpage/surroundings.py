"""What the code that failed ran in: so that the console can run there too, and the page tell it."""

import sys
from collections.abc import Iterator
from contextvars import Context
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeAlias

if TYPE_CHECKING:
    import asyncio
    import logging

    import trio

    from debugpage.report import Origin

Loop: TypeAlias = "asyncio.AbstractEventLoop | trio.lowlevel.TrioToken"
"""An event loop: asyncio's, or what stands for trio's."""
MOST_AWAITING = 5
"""Tasks told of those that await the one that failed."""


class Surroundings(NamedTuple):
    """The context variables and the event loop of the code that failed, its task and its view.

    `context` is of the moment when the error was met: frameworks take down the request before an
    error reaches us. `endpoint` and `parameters` are the view's, where the framework tells them.
    `origin` is what failed. `record` is the one by which the app has logged the error itself.
    """

    context: Context
    loop: "Loop | None" = None
    task: str = ""
    endpoint: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    origin: "Origin" = "request"
    record: "logging.LogRecord | None" = None

    def noting(self, other: "Surroundings | None") -> Self:
        """Return the same with the record of what else is known of the same error."""
        return self._replace(record=self.record or other.record) if other else self


class Found(NamedTuple):
    """An error that an app kept to itself, its traceback then, and what its code ran in.

    `is_handed_over` tells that a hook of its framework told of it as one that nobody handled;
    `is_part` that the answer, whatever its status, has it in itself, as GraphQL's has: it is only
    recorded.
    """

    error: Exception
    traceback: TracebackType | None
    around: Surroundings
    is_handed_over: bool = False
    is_part: bool = False

    def noting(self, other: "Found") -> Self:
        """Return the same with what else is known of it, where another tells of the same error."""
        is_same = self.error is other.error
        return self._replace(around=self.around.noting(other.around)) if is_same else self

    def restored(self) -> Exception:
        """Return the error with the traceback that it had: who is done with one may clear it."""
        # An error's class may have an attribute of that name of its own.
        BaseException.with_traceback(self.error, self.traceback)
        return self.error


def task_here() -> str:
    """Return the name of the task of asyncio or trio that runs here, empty outside of one.

    Since Python 3.14 also the names of those that await it (`asyncio.capture_call_graph`).
    """
    for name, find in (("asyncio", _task_of_asyncio), ("trio", _task_of_trio)):
        library = sys.modules.get(name)  # whoever runs under one has loaded it
        try:
            task = find(library) if library is not None else ""
        except RuntimeError:  # it is not running here
            continue
        if task:
            return task
    return ""


def _task_of_asyncio(asyncio: Any) -> str:
    task = asyncio.current_task()
    if task is None:
        return ""
    name, awaiting = str(task.get_name()), list(islice(_awaiting(asyncio), MOST_AWAITING))
    return f"{name}, awaited by {', '.join(awaiting)}" if awaiting else name


def _awaiting(asyncio: Any) -> Iterator[str]:
    """Yield the names of the tasks that await this one, the nearest first."""
    try:
        graph = asyncio.capture_call_graph()
    except (AttributeError, RuntimeError):  # before Python 3.14 there is none
        return
    waiting = [graph] if graph is not None else []
    while waiting:
        graphs = waiting.pop(0).awaited_by
        yield from (str(graph.future.get_name()) for graph in graphs if _is_named(graph.future))
        waiting.extend(graphs)


def _is_named(future: object) -> bool:
    return hasattr(type(future), "get_name")


def _task_of_trio(trio: Any) -> str:
    return str(trio.lowlevel.current_task().name)
