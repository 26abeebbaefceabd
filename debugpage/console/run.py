"""Run one compiled input to its end: in this thread, or on an event loop where it awaits."""

import asyncio
import contextvars
import sys
import threading
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from debugpage.binding import bind_here
from debugpage.console.interrupt import Interruptible
from debugpage.console.loopguard import guard_of
from debugpage.console.namespace import Program

if TYPE_CHECKING:
    from collections.abc import Callable

    from debugpage.surroundings import Loop

PATIENCE = 0.5
"""Seconds between two looks whether the event loop that runs some input still runs."""
GRACE = 0.1
"""Seconds that a task has to end after it was cancelled, on a loop that is ours to interrupt."""


class Outcome(NamedTuple):
    """What came of some input.

    `value` is the live result of the last expression, where it was not None. `error` is what the
    input raised; its traceback begins at the input's own frame, and is None for a SyntaxError of
    the input itself. `incomplete` says that more lines are needed, and that nothing ran.
    """

    has_value: bool = False
    value: object = None
    error: BaseException | None = None
    incomplete: bool = False


class Run(Protocol):
    """A way to run a program."""

    def outcome(self) -> Outcome:
        """Run it to its end in this thread, or wait here for its end, whatever it raises."""

    def interrupt(self) -> None:
        """Ask it to end, from any thread and at any time; do not wait for it."""


def run_of(program: Program, context: contextvars.Context, loop: "Loop | None") -> Run:
    """Return the way to run `program`: what awaits runs on `loop` if that runs, else on its own."""
    if isinstance(loop, asyncio.AbstractEventLoop) and loop.is_running():
        guard_of(loop)  # what is typed may reach the loop without awaiting, too
    if not program.awaits:
        return InThread(program, context)
    if isinstance(loop, asyncio.AbstractEventLoop):
        return OnLoop(program, context, loop) if loop.is_running() else OnOwnLoop(program, context)
    if loop is None:
        return OnOwnLoop(program, context)
    from debugpage.console.trio_run import OnTrio

    return OnTrio(program, context, loop)


class InThread:
    """Runs a program that does not await: in the thread that waits for its outcome."""

    def __init__(self, program: Program, context: contextvars.Context) -> None:
        self._program = program
        self._context = context
        self._call = Interruptible()

    def outcome(self) -> Outcome:
        """Run the program."""
        bind_here(self._context)
        try:
            self._call.run(partial(self._context.run, self._program.function))
        except BaseException as error:  # noqa: BLE001  # exit() ends the input, not the server
            return failed(self._program, error)
        return finished(self._program)

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the program."""
        self._call.interrupt()


class OnLoop:
    """Runs a program that awaits as a task on the loop of the app."""

    def __init__(
        self, program: Program, context: contextvars.Context, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._program = program
        self._context = context
        self._loop = loop
        self._answer: Future[Outcome] = Future()
        self._task: asyncio.Task[Outcome] | None = None
        self._is_asked = False

    def outcome(self) -> Outcome:
        """Wait for the task."""
        try:
            guard = guard_of(self._loop)
            self._loop.call_soon_threadsafe(guard.run, self._start)
        except RuntimeError as error:  # the loop was closed just now
            return Outcome(error=error.with_traceback(None))
        while self._loop.is_running() or self._answer.done():
            with suppress(TimeoutError):
                return self._answer.result(PATIENCE)
        ended = "the event loop of this frame ended before the input did"
        return Outcome(error=RuntimeError(ended))

    def interrupt(self) -> None:
        """Cancel the task."""
        self._is_asked = True
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._cancel)

    def _start(self) -> None:
        # run_coroutine_threadsafe() takes no context, and what is set in it would be lost.
        main = awaited(self._program)
        self._task = self._loop.create_task(main, context=self._context)
        self._task.add_done_callback(self._settle)
        if self._is_asked:
            self._cancel()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _settle(self, task: "asyncio.Task[Outcome]") -> None:
        if task.cancelled():
            error: BaseException | None = asyncio.CancelledError("the input was cancelled")
        else:
            error = task.exception()
        self._answer.set_result(Outcome(error=error) if error else task.result())


class OnOwnLoop:
    """Runs a program that awaits where there is no loop: on one of its own, in this thread."""

    def __init__(self, program: Program, context: contextvars.Context) -> None:
        self._program = program
        self._context = context
        self._call = Interruptible()
        self._cancel: Callable[[], object] = bool
        self._is_asked = False
        self._ended = threading.Event()

    def outcome(self) -> Outcome:
        """Run the loop until the program has ended."""
        bind_here(self._context)
        try:
            return self._call.run(self._run)
        except BaseException as error:  # noqa: BLE001  # a task that it left exits
            return failed(self._program, error)
        finally:
            self._ended.set()

    def interrupt(self) -> None:
        """Cancel the program; where that does not end it soon, raise KeyboardInterrupt."""
        self._is_asked = True
        self._cancel()
        if not self._ended.wait(GRACE):
            self._call.interrupt()
            self._cancel()  # it may sleep in the loop's selector: wake it

    def _run(self) -> Outcome:
        with asyncio.Runner() as runner:
            return runner.run(self._main(), context=self._context)

    async def _main(self) -> Outcome:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None  # noqa: S101  # a coroutine runs in a task
        self._cancel = partial(_cancel_from_elsewhere, loop, task)
        if self._is_asked:
            self._cancel()
        return await awaited(self._program)


def _cancel_from_elsewhere(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[Outcome]") -> None:
    with suppress(RuntimeError):  # the loop is closed
        loop.call_soon_threadsafe(task.cancel)


async def awaited(program: Program) -> Outcome:
    """Run a program that awaits, and return its outcome."""
    try:
        await program.function()
    except BaseException as error:  # noqa: BLE001  # asyncio would let exit() through its loop
        return failed(program, error)
    return finished(program)


def finished(program: Program) -> Outcome:
    """Return the outcome of a program that has ended."""
    try:
        value = program.result.cell_contents
    except ValueError:
        return Outcome()
    return Outcome(has_value=value is not None, value=value)


def failed(program: Program, error: BaseException) -> Outcome:
    """Return the outcome of a program whose error is being handled: cut where the input begins."""
    traceback = sys.exc_info()[2]
    if _misses_loop(error):
        error.add_note("Only input that awaits runs on the event loop: write `await …`.")
    while traceback is not None and traceback.tb_frame.f_code is not program.code:
        traceback = traceback.tb_next
    return Outcome(error=BaseException.with_traceback(error, traceback))


def _misses_loop(error: BaseException) -> bool:
    # The argument of an error can be any object, whose comparison we do not want to run.
    return (
        type(error) is RuntimeError
        and [type(argument) for argument in error.args] == [str]
        and error.args[0] == "no running event loop"
    )
