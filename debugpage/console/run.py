"""Run one compiled input to its end: at once, or on an event loop where it awaits."""

import asyncio
import contextvars
import sys
from concurrent.futures import Future
from typing import NamedTuple

from debugpage.console.namespace import Program
from debugpage.console.output import Printed

PATIENCE = 0.5
"""Seconds between two looks whether the event loop that runs some input still runs."""


class Outcome(NamedTuple):
    """What came of some input.

    `output` is in order, neighbours of one stream joined, and `omitted` the number of characters
    cut from it. `value` is the live result of the last expression, where it was not None.
    `error` is what the input raised; its traceback begins at the input's own frame, and is None
    for a SyntaxError of the input itself. `incomplete` says that more lines are needed, and that
    nothing ran.
    """

    output: tuple[Printed, ...] = ()
    omitted: int = 0
    has_value: bool = False
    value: object = None
    error: BaseException | None = None
    incomplete: bool = False


def run(
    program: Program,
    context: contextvars.Context,
    loop: asyncio.AbstractEventLoop | None = None,
) -> Outcome:
    """Run `program` in `context` and return its outcome, whatever it raises.

    What awaits runs on `loop` if that is running (in another thread), else on one of its own.
    """
    if not program.awaits:
        return context.run(_call, program)
    try:
        if loop is not None and loop.is_running():
            return _await_on(loop, program, context)
        with asyncio.Runner() as runner:
            return runner.run(_await(program), context=context)
    except BaseException as error:  # noqa: BLE001  # the loop closed, or a task that it left exits
        return Outcome(error=error.with_traceback(None))


def _call(program: Program) -> Outcome:
    try:
        program.function()
    except BaseException as error:  # noqa: BLE001  # exit() ends the input, not the server
        return _failed(program, error)
    return _finished(program)


async def _await(program: Program) -> Outcome:
    try:
        await program.function()
    except BaseException as error:  # noqa: BLE001  # asyncio would let exit() through its loop
        return _failed(program, error)
    return _finished(program)


def _await_on(
    loop: asyncio.AbstractEventLoop, program: Program, context: contextvars.Context
) -> Outcome:
    answer: Future[Outcome] = Future()
    tasks: list[asyncio.Task[Outcome]] = []

    def settle(task: "asyncio.Task[Outcome]") -> None:
        cancelled = Outcome(error=asyncio.CancelledError("the event loop cancelled the input"))
        answer.set_result(cancelled if task.cancelled() else task.result())

    def start() -> None:
        # run_coroutine_threadsafe() takes no context, and what is set in it would be lost.
        tasks.append(loop.create_task(_await(program), context=context))
        tasks[0].add_done_callback(settle)

    loop.call_soon_threadsafe(start)
    while loop.is_running() or answer.done():
        try:
            return answer.result(PATIENCE)
        except TimeoutError:
            continue
    return Outcome(error=RuntimeError("the event loop of this frame ended before the input did"))


def _finished(program: Program) -> Outcome:
    try:
        value = program.result.cell_contents
    except ValueError:
        return Outcome()
    return Outcome(has_value=value is not None, value=value)


def _failed(program: Program, error: BaseException) -> Outcome:
    """Return the outcome with the traceback cut where the input begins."""
    traceback = sys.exc_info()[2]
    if _misses_loop(error):
        error.add_note("Only input that awaits runs on the event loop: write `await …`.")
    while traceback is not None and traceback.tb_frame.f_code is not program.function.__code__:
        traceback = traceback.tb_next
    return Outcome(error=BaseException.with_traceback(error, traceback))


def _misses_loop(error: BaseException) -> bool:
    # The argument of an error can be any object, whose comparison we do not want to run.
    return (
        type(error) is RuntimeError
        and [type(argument) for argument in error.args] == [str]
        and error.args[0] == "no running event loop"
    )
