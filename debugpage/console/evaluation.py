"""One evaluation: started in a thread of its own, followed while it runs, and stopped."""

import contextvars
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from debugpage.console import rewrite
from debugpage.console.interrupt import Interruptible
from debugpage.console.namespace import Namespace, Program
from debugpage.console.output import Capture, Printed, capture, install
from debugpage.console.run import Outcome, run_of
from debugpage.console.source import Incomplete, Shelf, Source

if TYPE_CHECKING:
    from debugpage.surroundings import Loop

State = Literal["running", "ended", "left"]
"""`left`: it was stopped, has not ended yet, and is not waited for any more."""

GATHERING = 0.05
"""Seconds that new output waits for more, so that many prints come in one answer."""
LOOKING = 0.02
"""Seconds between two looks for new output."""


class Setting(NamedTuple):
    """What the inputs of one console share: their names, texts, context variables, and loop."""

    namespace: Namespace
    shelf: Shelf
    context: contextvars.Context
    loop: "Loop | None"


class _Phase(Protocol):
    def interrupt(self) -> None: ...


class Evaluation:
    """An input that runs, or has run: evaluation `number` of its console.

    All methods may be called from any thread.
    """

    def __init__(self, number: int, code: str, setting: Setting) -> None:
        self.number = number
        self._source = Source(code)
        self._setting = setting
        self._capture = Capture()
        self._importing = Interruptible()
        self._phase: _Phase = self._importing
        self._lock = threading.Lock()
        self._is_stopped = self._is_left = False
        self._over = threading.Event()
        self._outcome: Outcome | None = None

    def start(self) -> None:
        """Begin. Raises RuntimeError where the process can have no more threads."""
        # A thread of its own: an interrupt that comes late must not hit somebody else's work.
        threading.Thread(target=self._main, name="debugpage console", daemon=True).start()

    @property
    def state(self) -> State:
        """How far it is."""
        if self._over.is_set():
            return "ended"
        return "left" if self._is_left else "running"

    @property
    def outcome(self) -> Outcome | None:
        """What came of it; None before its end."""
        return self._outcome

    @property
    def length(self) -> int:
        """How many characters were printed so far."""
        return self._capture.length

    @property
    def omitted(self) -> int:
        """How many characters were printed beyond the most that are kept."""
        return self._capture.omitted

    def printed(self, position: int = 0) -> tuple[Printed, ...]:
        """Return what was printed so far, without its first `position` characters.

        It is in order, neighbours of one stream joined.
        """
        return self._capture.printed(position)

    def wait(self, seconds: float) -> bool:
        """Wait for its end, for so many seconds at most, and tell whether it has ended."""
        return self._over.wait(seconds)

    def wait_for_more(self, position: int, seconds: float) -> None:
        """Wait for its end or for more output than `position` characters, but not for long."""
        deadline = time.monotonic() + seconds
        while self.length <= position and (left := deadline - time.monotonic()) > 0:
            # Looked for, not announced: what prints may be interrupted anywhere, and whoever
            # announces something holds a lock meanwhile (see debugpage.console.interrupt).
            if self.wait(min(LOOKING, left)):
                return
        self.wait(max(0.0, min(GATHERING, deadline - time.monotonic())))

    def interrupt(self, seconds: float) -> None:
        """Ask it to end, and wait for so many seconds; if it has not ended then, it is left."""
        with self._lock:
            self._is_stopped = True
            phase = self._phase
        phase.interrupt()
        self._is_left = not self.wait(seconds) or self._is_left

    def result(self) -> Outcome:
        """Wait for its end and return what came of it, whatever it raised."""
        self._over.wait()
        assert self._outcome is not None  # noqa: S101  # it is over
        return self._outcome

    def _main(self) -> None:
        try:
            self._outcome = self._work()
        except BaseException as error:  # noqa: BLE001  # a fault of ours must not end a server
            self._outcome = Outcome(error=error)
        self._over.set()

    def _work(self) -> Outcome:
        install()
        context = self._setting.context
        context.run(capture.set, self._capture)
        try:
            return self._run()
        finally:
            self._capture.close()
            context.run(capture.set, None)

    def _run(self) -> Outcome:
        program = self._compiled()
        if isinstance(program, Outcome):
            return program
        namespace, shelf, context, loop = self._setting
        shelf.keep(self._source)
        run = run_of(program, context, loop)
        self._enter(run)
        outcome = run.outcome()
        if outcome.has_value and not self._is_left:
            namespace.remember(outcome.value)
        return outcome

    def _enter(self, phase: _Phase) -> None:
        """From now on, interrupts are for `phase`; so is one that was for the phase before."""
        with self._lock:
            self._phase = phase
            is_stopped = self._is_stopped
        if is_stopped:
            phase.interrupt()

    def _compiled(self) -> Program | Outcome:
        try:
            return self._compile()
        except Incomplete:
            return Outcome(incomplete=True)
        except SyntaxError as error:
            self._source.locate(error)
            return Outcome(error=error.with_traceback(None))
        except (ValueError, RecursionError, MemoryError, OverflowError, KeyboardInterrupt) as error:
            # Null bytes, lone surrogates, too deep, too large: no program, but no fault of ours.
            return Outcome(error=error.with_traceback(None))

    def _compile(self) -> Program:
        # Python's own parser and compiler answer an interrupt with faults of theirs.
        namespace, tree = self._setting.namespace, self._source.parse()
        if rewrite.has_star_imports(tree):
            importing = partial(self._setting.context.run, namespace.import_stars, tree)
            self._importing.run(importing)
        return namespace.compile(tree, self._source.file)
