"""Run input that awaits under trio, in a system task of the loop that the frame ran on."""

import contextvars
from concurrent.futures import Future
from contextlib import suppress

import trio

from debugpage.console.namespace import Program
from debugpage.console.run import Outcome, awaited


class OnTrio:
    """Runs a program that awaits as a system task of the app's trio loop."""

    def __init__(
        self, program: Program, context: contextvars.Context, token: trio.lowlevel.TrioToken
    ) -> None:
        self._program = program
        self._context = context
        self._token = token
        self._scope = trio.CancelScope()
        self._answer: Future[Outcome] = Future()

    def outcome(self) -> Outcome:
        """Wait for the task, which the loop cancels when it ends."""
        try:
            self._token.run_sync_soon(self._start)
        except trio.RunFinishedError:
            ended = "the event loop of this frame has ended"
            return Outcome(error=RuntimeError(ended))
        return self._answer.result()

    def interrupt(self) -> None:
        """Cancel the task."""
        with suppress(trio.RunFinishedError):
            self._token.run_sync_soon(self._scope.cancel)

    def _start(self) -> None:
        trio.lowlevel.spawn_system_task(self._main, context=self._context)

    async def _main(self) -> None:
        # What leaves a system task ends the loop and the server: awaited() lets nothing out.
        with self._scope:
            self._answer.set_result(await awaited(self._program))
