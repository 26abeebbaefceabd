"""The only place that holds live frames: bounded, expiring, cleared at once when told."""

import contextvars
import os
import threading
import time
import types
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol

from debugpage.console.seen import Seen, seen
from debugpage.options import Options
from debugpage.report import Frame, Report

if TYPE_CHECKING:
    from debugpage.console.evaluate import Console
    from debugpage.surroundings import Loop

MINUTE = 60.0
"""Seconds in a minute of `Options.minutes`."""

MOST_REMEMBERED = 10_000
"""Of how many errors the store knows, by their ids alone, that it held them once, and their end."""


class Remainder(Protocol):
    """What of an error's values is not in its report, and can be made while its frames are live."""

    @property
    def mask(self) -> Callable[[str], str]:
        """What masks in a text the secrets that were met while the report was made."""

    def frame(self, frame_id: str) -> Frame:
        """Return a frame with its values as they are now. Raises KeyError."""

    def completed(self, report: Report) -> Report:
        """Return the report with the values of all of its frames."""


class _Nothing:
    """Remains of a report that has no values."""

    mask: Callable[[str], str] = str

    def frame(self, frame_id: str) -> Frame:
        raise KeyError(frame_id)

    def completed(self, report: Report) -> Report:
        return report


class Unknown(LookupError):  # noqa: N818  # reads as an answer
    """There never was such a report or frame here, or nothing is left to tell that there was."""


class Gone(LookupError):  # noqa: N818  # reads as an answer
    """It was here and was let go; the message is a sentence for people that says why."""


class _Live:
    """The live part of one error: its frames by id, and when one was last asked for."""

    __slots__ = ("_consoles", "_context", "_error", "_loop", "frames", "remainder", "used")

    def __init__(
        self,
        frames: dict[str, Seen],
        error: BaseException | None,
        context: contextvars.Context,
        loop: "Loop | None",
        remainder: Remainder,
    ) -> None:
        self.frames = frames
        self.remainder = remainder
        self.used = 0.0
        self._error = error
        self._context = context
        self._loop = loop
        self._consoles: dict[str, Console] = {}

    def console(self, frame_id: str) -> "Console":
        """Return the console of a frame, which is made when it is first asked for."""
        if frame_id not in self._consoles:
            from debugpage.console.evaluate import Console  # with all that it takes to run code

            held = self.frames[frame_id]
            self._consoles[frame_id] = Console(held, self._context, self._loop, self._error)
        return self._consoles[frame_id]


class Store:
    """Reports, and for the latest of them the live frames.

    Frames are live for the `options.tracebacks` errors used last (their console was asked for, or
    they are new), and until they were not used for `options.minutes`; a timer sees to that, which
    runs only while something is live. `clock` returns seconds that never go back. All methods may
    be called from any thread. A process forked from this one has the reports, but not the frames:
    those are its parent's.
    """

    def __init__(self, options: Options, clock: Callable[[], float] = time.monotonic) -> None:
        self._options = options
        self._clock = clock
        self._lock = threading.RLock()
        self._timer: threading.Timer | None = None
        self._live: OrderedDict[str, _Live] = OrderedDict()
        self._inherited: list[_Live] = []
        self._trusted: OrderedDict[str, tuple[int, Report]] = OrderedDict()
        self._untrusted: OrderedDict[str, tuple[int, Report]] = OrderedDict()
        self._count = 0
        self._ends: OrderedDict[str, str] = OrderedDict()
        _stores.add(self)

    def keep(
        self,
        report: Report,
        frames: Mapping[str, types.FrameType],
        error: BaseException | None = None,
        context: contextvars.Context | None = None,
        loop: "Loop | None" = None,
        remainder: Remainder | None = None,
    ) -> None:
        """Keep `report`, and live the `frames` of it, by their ids in the report.

        `error` (in the consoles: `__exception__`) is kept as long as they are. `context` (default:
        the caller's) and `loop` are those of the code that failed. Locals are read now.
        `remainder` makes the values that the report has not.
        """
        context = contextvars.copy_context() if context is None else context
        held = {name: seen(frame) for name, frame in frames.items()}
        live = _Live(held, error, context.copy(), loop, remainder or _Nothing())
        with self._locked() as dropped:
            self._untrusted.pop(report.id, None)
            self._hold(self._trusted, report, dropped)
            live.used = self._clock()
            self._live[report.id] = live
            self._live.move_to_end(report.id)
            self._make_room(dropped)
            self._arm()

    def keep_report(self, report: Report) -> None:
        """Keep `report` alone: it evicts neither live frames nor reports that came with them."""
        with self._locked() as dropped:
            if report.id not in self._trusted:
                self._hold(self._untrusted, report, dropped)

    def report(self, report_id: str) -> Report:
        """Return the report of that id. Raises Unknown or Gone."""
        with self._lock:
            for ring in (self._trusted, self._untrusted):
                if report_id in ring:
                    return ring[report_id][1]
            raise self._missing(report_id)

    def console(self, report_id: str, frame_id: str) -> "Console":
        """Return the console of that frame, and count it as used. Raises Unknown or Gone."""
        with self._locked():
            live = self._live.get(report_id)
            if live is None:
                raise self._missing(report_id)
            if frame_id not in live.frames:
                raise Unknown("this error has no such frame")
            live.used = self._clock()
            self._live.move_to_end(report_id)
            return live.console(frame_id)

    def remainder(self, report_id: str) -> Remainder:
        """Return what makes further values of that report. Raises Unknown or Gone."""
        with self._locked():
            if report_id not in self._live:
                raise self._missing(report_id)
            return self._live[report_id].remainder

    def reports(self) -> list[Report]:
        """Return all reports, the newest first."""
        with self._lock:
            kept = [*self._trusted.values(), *self._untrusted.values()]
        return [report for _, report in sorted(kept, key=lambda entry: entry[0], reverse=True)]

    def is_live(self, report_id: str) -> bool:
        """Return whether consoles of that report can be had; this does not count as use."""
        with self._locked():
            return report_id in self._live

    def live(self) -> list[str]:
        """Return the ids of all reports of which consoles can be had."""
        with self._locked():
            return list(self._live)

    @property
    def count(self) -> int:
        """How many reports there were so far."""
        return self._count

    @property
    def has_room(self) -> bool:
        """Whether one more error can be kept live with no other let go for it."""
        with self._locked():
            return len(self._live) < self._options.tracebacks

    def clear(self) -> int:
        """Drop all live frames at once, and return of how many errors."""
        with self._locked() as dropped:
            count = len(self._live)
            for report_id in list(self._live):
                self._drop(report_id, "all consoles were closed", dropped)
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            return count

    @contextmanager
    def _locked(self) -> Iterator[list[_Live]]:
        """Hold the lock, with what has expired dropped first.

        What goes into the list dies after the lock is released: destructors of the application
        take their time, and may fail and come back here.
        """
        dropped: list[_Live] = []
        with self._lock:
            self._expire(dropped)
            yield dropped

    def _expire(self, dropped: list[_Live]) -> None:
        minutes = self._options.minutes
        latest = self._clock() - minutes * MINUTE
        for report_id in [name for name, live in self._live.items() if live.used <= latest]:
            self._drop(report_id, f"nobody used it for {_counted(minutes, 'minute')}", dropped)

    def _make_room(self, dropped: list[_Live]) -> None:
        most = self._options.tracebacks
        while len(self._live) > most:
            why = f"newer errors came, and {_counted(most, 'error')} can be kept live"
            self._drop(next(iter(self._live)), why, dropped)

    def _drop(self, report_id: str, why: str, dropped: list[_Live]) -> None:
        dropped.append(self._live.pop(report_id))
        self._end(report_id, f"The live frames of this error are gone: {why}.")

    def _hold(
        self,
        ring: OrderedDict[str, tuple[int, Report]],
        report: Report,
        dropped: list[_Live],
    ) -> None:
        self._count += 1
        ring.pop(report.id, None)
        ring[report.id] = (self._count, report)
        while len(ring) > self._options.reports:
            oldest, _ = ring.popitem(last=False)
            if oldest in self._live:
                dropped.append(self._live.pop(oldest))
            most = _counted(self._options.reports, "report")
            self._end(oldest, f"This error is gone: newer ones came, and {most} can be kept.")

    def _end(self, report_id: str, sentence: str) -> None:
        self._ends[report_id] = sentence
        while len(self._ends) > MOST_REMEMBERED:
            self._ends.popitem(last=False)

    def _missing(self, report_id: str) -> Unknown | Gone:
        if report_id in self._ends:
            return Gone(self._ends[report_id])
        if report_id in self._trusted or report_id in self._untrusted:
            return Unknown("no live frames were kept with this error")
        return Unknown("there is no such error")

    def _arm(self) -> None:
        """Set the timer for the next expiry, if there is one to come and no timer yet."""
        if self._timer is not None or not self._live:
            return
        oldest = min(live.used for live in self._live.values())
        wait = oldest + self._options.minutes * MINUTE - self._clock()
        self._timer = threading.Timer(max(wait, 0.0), _ring, [weakref.ref(self)])
        self._timer.daemon = True
        with suppress(RuntimeError):  # the interpreter is shutting down: no thread can start
            self._timer.start()

    def _on_timer(self) -> None:
        with self._locked():
            self._timer = None
            self._arm()

    def _after_fork(self) -> None:
        """Begin anew in the child of a fork; another thread may have held the lock meanwhile."""
        self._lock = threading.RLock()
        self._timer = None
        # Not served, but not let go either: closing the parent's connections is not ours to do.
        self._inherited += self._live.values()
        for report_id in self._live:
            self._end(report_id, "The live frames of this error are in the parent process.")
        self._live = OrderedDict()


_stores: "weakref.WeakSet[Store]" = weakref.WeakSet()


def _ring(store: "weakref.ref[Store]") -> None:
    alive = store()
    if alive is not None:
        alive._on_timer()  # noqa: SLF001  # the timer must not keep the store alive


def _after_fork() -> None:
    for store in list(_stores):
        store._after_fork()  # noqa: SLF001  # part of this module's subject


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
