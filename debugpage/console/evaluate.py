"""Run input in one frame: in a thread of its own or on the frame's event loop, output captured."""

import asyncio
import contextvars
import threading
import types
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from debugpage.console.namespace import Namespace, Program
from debugpage.console.output import Capture, Printed, capture, install
from debugpage.console.run import Outcome, run
from debugpage.console.source import Incomplete, Shelf, Source

__all__ = ["Busy", "Console", "Outcome", "Printed"]


class Busy(Exception):  # noqa: N818  # a state, reads as one
    """The console is running something, and runs one thing at a time."""


class Console:
    """The console of one live frame; what is typed persists here.

    `context` holds the context variables of the code that failed: a copy is kept, in which all
    input runs. `loop` is the event loop that the frame ran on: input that awaits runs there.
    """

    def __init__(
        self,
        frame: types.FrameType,
        context: contextvars.Context | None = None,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._namespace = Namespace(frame)
        self._context = contextvars.copy_context() if context is None else context.copy()
        self._loop = loop
        self._shelf = Shelf()
        self._turn = threading.Lock()

    def evaluate(self, code: str) -> Outcome:
        """Run `code` to its end and return what came of it, whatever it raises.

        Blocks, and may be called from any thread but that of the frame's running event loop.
        Raises Busy while another call runs.
        """
        if not self._turn.acquire(blocking=False):
            raise Busy("the console is still running what was typed before")
        try:
            return self._evaluate(Source(code))
        finally:
            self._turn.release()

    def _evaluate(self, source: Source) -> Outcome:
        install()
        sink = Capture()
        loop = None if _running_loop() is self._loop else self._loop
        answer: Future[Outcome] = Future()
        # A thread of its own: an interrupt that comes late must not hit somebody else's work.
        work = partial(_settle, answer, partial(self._work, source, sink, loop))
        threading.Thread(target=work, name="debugpage console", daemon=True).start()
        outcome = answer.result()
        output, omitted = sink.printed()
        return outcome._replace(output=output, omitted=omitted)

    def _work(
        self, source: Source, sink: Capture, loop: asyncio.AbstractEventLoop | None
    ) -> Outcome:
        self._context.run(capture.set, sink)
        try:
            program = self._context.run(self._compile, source)
            if isinstance(program, Outcome):
                return program
            self._shelf.keep(source)
            outcome = run(program, self._context, loop)
        finally:
            sink.close()
            self._context.run(capture.set, None)
        if outcome.has_value:
            self._namespace.remember(outcome.value)
        return outcome

    def _compile(self, source: Source) -> Program | Outcome:
        try:
            return self._namespace.compile(source.parse(), source.file)
        except Incomplete:
            return Outcome(incomplete=True)
        except SyntaxError as error:
            source.locate(error)
            return Outcome(error=error.with_traceback(None))
        except (ValueError, RecursionError, MemoryError, OverflowError) as error:
            # Null bytes, lone surrogates, too deep, too large: no program, but no fault of ours.
            return Outcome(error=error.with_traceback(None))


def _settle(answer: "Future[Outcome]", work: Callable[[], Outcome]) -> None:
    try:
        answer.set_result(work())
    except BaseException as error:  # noqa: BLE001  # a fault of ours, and no reason to end a server
        answer.set_result(Outcome(error=error))


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
