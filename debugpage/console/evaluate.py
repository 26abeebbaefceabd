"""Run input in one frame: in a thread of its own or on the frame's event loop, output captured."""

import asyncio
import contextvars
import threading
import types
from concurrent.futures import Future

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
    `error` can be looked at under the name `__exception__`.
    """

    def __init__(
        self,
        frame: types.FrameType,
        context: contextvars.Context | None = None,
        loop: asyncio.AbstractEventLoop | None = None,
        error: BaseException | None = None,
    ) -> None:
        self._namespace = Namespace(frame, error)
        self._context = contextvars.copy_context() if context is None else context.copy()
        self._loop = loop
        self._shelf = Shelf()
        self._turn = threading.Lock()

    @property
    def names(self) -> dict[str, object]:
        """What the frame sees now: its locals with what was typed, its module's names."""
        return self._namespace.names

    def evaluate(self, code: str) -> Outcome:
        """Run `code` to its end and return what came of it, whatever it raises.

        Blocks, and may be called from any thread. Raises Busy while other input runs.
        """
        if not self._turn.acquire(blocking=False):
            raise Busy("the console is still running what was typed before")
        answer: Future[Outcome] = Future()
        # On the loop's own thread, waiting for the loop would never end.
        loop = None if _running_loop() is self._loop else self._loop
        # A thread of its own: an interrupt that comes late must not hit somebody else's work.
        thread = threading.Thread(
            target=self._answer, args=(answer, code, loop), name="debugpage console", daemon=True
        )
        try:
            thread.start()
        except RuntimeError:  # the process can have no more threads
            self._turn.release()
            raise
        return answer.result()

    def _answer(
        self, answer: "Future[Outcome]", code: str, loop: asyncio.AbstractEventLoop | None
    ) -> None:
        try:
            outcome = self._work(Source(code), loop)
        except BaseException as error:  # noqa: BLE001  # a fault of ours must not end a server
            outcome = Outcome(error=error)
        # Here, not in evaluate(): whoever waits there may be interrupted while the input runs on.
        self._turn.release()
        answer.set_result(outcome)

    def _work(self, source: Source, loop: asyncio.AbstractEventLoop | None) -> Outcome:
        install()
        sink = Capture()
        self._context.run(capture.set, sink)
        try:
            outcome = self._run(source, loop)
        finally:
            sink.close()
            self._context.run(capture.set, None)
        output, omitted = sink.printed()
        return outcome._replace(output=output, omitted=omitted)

    def _run(self, source: Source, loop: asyncio.AbstractEventLoop | None) -> Outcome:
        program = self._context.run(self._compile, source)
        if isinstance(program, Outcome):
            return program
        self._shelf.keep(source)
        outcome = run(program, self._context, loop)
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


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
