"""The console of one frame: what is typed there runs there, one input at a time, and stays."""

import contextvars
import threading
import types
from collections import OrderedDict
from typing import TYPE_CHECKING

from debugpage.console.evaluation import Evaluation, Setting
from debugpage.console.namespace import Namespace
from debugpage.console.output import Printed
from debugpage.console.run import Outcome
from debugpage.console.seen import Seen, seen
from debugpage.console.source import Shelf

if TYPE_CHECKING:
    from debugpage.console.complete import Completion
    from debugpage.surroundings import Loop

__all__ = ["Busy", "Console", "Evaluation", "NoSuchRun", "Outcome", "Printed"]

MOST_ENDED = 5
"""Evaluations that have ended whose output can still be asked for."""
MOST_LEFT = 5
"""Evaluations that were stopped but still run, beside which others may be started."""
MOST_VALUES = 30
"""Values of the last evaluations that are kept, to be looked into or stored."""


class Busy(Exception):  # noqa: N818  # a state, reads as one
    """The console is running something, and runs one thing at a time."""


class NoSuchRun(LookupError):  # noqa: N818  # reads as an answer
    """The console has no such evaluation, or not any more; the message is a sentence."""


class Console:
    """The console of one live frame; what is typed persists here.

    `frame` is one, or what was seen of it before. `context` holds the context variables of the
    code that failed: a copy is kept, in which all input runs. `loop` is the event loop that the
    frame ran on: input that awaits runs there. `error` can be looked at under the name
    `__exception__`. All methods may be called from any thread.
    """

    def __init__(
        self,
        frame: types.FrameType | Seen,
        context: contextvars.Context | None = None,
        loop: "Loop | None" = None,
        error: BaseException | None = None,
    ) -> None:
        self._namespace = Namespace(frame if isinstance(frame, Seen) else seen(frame), error)
        own = contextvars.copy_context() if context is None else context.copy()
        self._setting = Setting(self._namespace, Shelf(), own, loop)
        self._lock = threading.Lock()
        self._count = 0
        self._runs: OrderedDict[int, Evaluation] = OrderedDict()
        self._values: OrderedDict[int, object] = OrderedDict()

    @property
    def names(self) -> dict[str, object]:
        """What the frame sees now: its locals with what was typed, its module's names."""
        return self._namespace.names

    def complete(self, before: str, after: str) -> "Completion":
        """Return what can stand between what is typed before and after the cursor."""
        # No error waits for what it takes to complete.
        from debugpage.console.complete import Visible, complete

        namespace, context = self._namespace, self._setting.context
        seen = Visible(namespace.local, namespace.globals, context, namespace.class_name)
        return complete(seen, before, after)

    def evaluate(self, code: str) -> Evaluation:
        """Start running `code` and return its evaluation.

        Raises Busy while other input runs, or too much that was stopped has not ended yet, and
        RuntimeError where the process can have no more threads.
        """
        with self._lock:
            self._make_room()
            # A context is never entered twice (PEP 567), and what was left may still be in it.
            own = self._setting.context.copy()
            self._setting = self._setting._replace(context=own)
            evaluation = Evaluation(self._count + 1, code, self._setting)
            evaluation.start()
            self._count += 1
            self._runs[evaluation.number] = evaluation
            return evaluation

    def run(self, number: int) -> Evaluation:
        """Return an evaluation by its number. Raises NoSuchRun."""
        with self._lock:
            if number not in self._runs:
                raise NoSuchRun(f"evaluation {number} of this console is forgotten, or never was")
            return self._runs[number]

    def value(self, number: int) -> object:
        """Return the value of an evaluation by its number. Raises NoSuchRun."""
        with self._lock:
            self._gather()
            if number not in self._values:
                raise NoSuchRun(f"the value of evaluation {number} is forgotten, or never was")
            return self._values[number]

    def store(self, value: object, name: str = "") -> str:
        """Make `value` a variable of the console, and return its name.

        That is `name`, or the first of temp1, temp2 and so on that is free. Raises ValueError for
        what is no name.
        """
        return self._namespace.store(value, name)

    def _make_room(self) -> None:
        """Forget what is old. Raises Busy where nothing can be started."""
        self._gather()
        states = [run.state for run in self._runs.values()]
        if "running" in states:
            raise Busy("the console is still running what was typed before")
        if states.count("left") >= MOST_LEFT:
            raise Busy(f"{MOST_LEFT} evaluations that were stopped have not ended yet")
        ended = [number for number, run in self._runs.items() if run.state == "ended"]
        for number in ended[:-MOST_ENDED]:
            del self._runs[number]

    def _gather(self) -> None:
        """Keep the values of evaluations that have ended, the last ones of them."""
        for number, run in self._runs.items():
            if run.outcome is not None and run.outcome.has_value:
                self._values.setdefault(number, run.outcome.value)
        while len(self._values) > MOST_VALUES:
            self._values.popitem(last=False)
