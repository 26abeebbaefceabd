"""Typed code on the app's event loop: it can neither end the loop nor hold it for long."""

import asyncio
import contextvars
import logging
import threading
import time
import types
import weakref
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from debugpage.console.interrupt import Interruptible
from debugpage.console.output import capture

LIMIT = 5.0
"""Seconds for which typed code may hold an event loop without giving it back."""
INTERVAL = 0.25
"""Seconds between two looks of the watchdog."""
IDLE = 20
"""Looks at nothing, one after the other, after which the watchdog goes home."""
NOT_STOPPED = "this is the event loop of the app, whose server ends when it is stopped"

_SCHEDULERS = {
    "call_soon": 0,
    "call_soon_threadsafe": 0,
    "call_later": 1,
    "call_at": 1,
    "add_reader": 1,
    "add_writer": 1,
}
"""The methods of a loop that take a callback, and where it stands among their arguments."""
_log = logging.getLogger("debugpage")


class LoopHeld(Exception):  # noqa: N818  # says what happened
    """Typed code held the event loop of the app for too long.

    No KeyboardInterrupt: that would end `asyncio.run`, and the server with it.
    """

    def __init__(self) -> None:
        super().__init__(
            f"it held the event loop of the app for {LIMIT:.0f} s, and nobody was served; without "
            "`await` it would run in a thread of its own"
        )


class _Step(NamedTuple):
    """A callback of typed code that the loop runs now, and when it began."""

    call: Interruptible
    begun: float


class LoopGuard:
    """Watches over the callbacks of typed code, the steps of its tasks among them, on one loop.

    A callback is known by its context: in that of an evaluation, which tasks and callbacks
    inherit, output is captured. asyncio ends the loop, and so the server, when SystemExit or
    KeyboardInterrupt leaves a callback, also in a task that the input has left behind. Here they
    end the callback only. One that runs for longer than `LIMIT` gets LoopHeld raised in it, and in
    nothing else: the watchdog looks and raises while the callback cannot end (see Interruptible),
    so the loop's own code and the app's callbacks never meet it. To stop the loop is refused.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._step: _Step | None = None
        self._watchdog: threading.Thread | None = None
        # The loop has no hook for callbacks. Whatever schedules one, in C as well, asks the loop
        # for these methods by name; the app's own callbacks are passed on as they are.
        for name, place in _SCHEDULERS.items():
            setattr(loop, name, self._guarding(getattr(loop, name), place))
        setattr(loop, "stop", _not_when_typed(loop.stop))  # noqa: B010  # mypy minds methods

    def run(self, callback: Callable[..., object], *args: object) -> None:
        """Run a callback of typed code on the loop's thread."""
        outer, call = self._step, Interruptible(LoopHeld)
        self._step = _Step(call, time.monotonic())
        self._wake()
        try:
            call.run(partial(callback, *args))
        except (SystemExit, KeyboardInterrupt, LoopHeld) as error:
            # A task has told whoever awaits it; a plain callback has nobody else to tell.
            _log.warning("Typed code on the event loop ended by %s", type(error).__name__)
        finally:
            self._step = outer

    def _guarding(self, schedule: Callable[..., Any], place: int) -> Callable[..., Any]:
        def guarded(*args: Any, **named: Any) -> Any:
            is_given = len(args) > place  # else the loop itself complains
            if is_given and _is_typed(named.get("context")) and not _is_guarded(args[place]):
                args = (*args[:place], self.run, *args[place:])
            return schedule(*args, **named)

        return guarded

    def _wake(self) -> None:
        if self._watchdog is None:
            self._watchdog = threading.Thread(
                target=self._watch, name="debugpage watchdog", daemon=True
            )
            self._watchdog.start()

    def _watch(self) -> None:
        idle = 0
        while idle < IDLE:
            time.sleep(INTERVAL)
            step = self._step
            idle = 0 if step else idle + 1
            if step and time.monotonic() - step.begun > LIMIT:
                step.call.interrupt()
        self._watchdog = None
        if self._step:  # it began while nobody looked
            self._wake()


def _not_when_typed(stop: Callable[[], None]) -> Callable[[], None]:
    def guarded() -> None:
        if _is_typed(None):
            raise RuntimeError(NOT_STOPPED)
        stop()

    return guarded


def _is_typed(context: contextvars.Context | None) -> bool:
    return (capture.get() if context is None else context.get(capture)) is not None


def _is_guarded(callback: object) -> bool:
    # One method of a loop may call another.
    return isinstance(callback, types.MethodType) and callback.__func__ is LoopGuard.run


_guards: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, LoopGuard]" = (
    weakref.WeakKeyDictionary()
)
_lock = threading.Lock()


def guard_of(loop: asyncio.AbstractEventLoop) -> LoopGuard:
    """Return the guard of a loop, installed now if it had none yet."""
    with _lock:
        if loop not in _guards:
            _guards[loop] = LoopGuard(loop)
        return _guards[loop]
