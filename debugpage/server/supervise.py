"""The parent of all: it holds the socket, hears of changes, and hands over to the next process."""

import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from queue import Empty
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple

from debugpage.server.children import Child, Ended, Said, told_end
from debugpage.server.errors import Errors
from debugpage.server.loading import HALF_WRITTEN
from debugpage.server.modes import Modes
from debugpage.server.pages import Pages
from debugpage.server.passing import Waiting
from debugpage.server.plan import read_steps
from debugpage.server.prepare import Cold, GivesUp, LeftOut, Preparation
from debugpage.server.steps import Steps
from debugpage.server.terminal import Terminal
from debugpage.server.watch import Judge, Need
from debugpage.server.watcher import Watcher

if TYPE_CHECKING:
    import queue

QUIET = 0.3
"""Seconds without a further change after which an installation is taken as done."""


class Signalled(NamedTuple):
    """Somebody asks this process to end."""

    number: int


class Changed(NamedTuple):
    """Files were added, changed or removed."""

    files: frozenset[str]


class Manner(NamedTuple):
    """How processes serve: how many at once, and, if strict, none before those before it ended."""

    workers: int = 1
    is_strict: bool = False


class Supervisor:
    """Keeps processes serving: the newest code, or a page that says why there is none.

    events: where all that happens is put, in order. preparation: how the next process is made
    ready, and steps: what it does ahead. errors: what they write to standard error. judge: what is
    watched; None: nothing is.
    """

    def __init__(
        self,
        events: "queue.SimpleQueue[Any]",
        preparation: Preparation,
        steps: Steps,
        errors: Errors,
        terminal: Terminal,
        judge: Judge | None,
        manner: Manner,
    ) -> None:
        self._modes = Modes()
        self._pages = Pages()
        self._waiting = Waiting()
        self._causes: list[str] = []
        self._events = events
        self._preparation = preparation
        self._steps = steps
        self._errors = errors
        self._terminal = terminal
        self._judge = judge
        self._manner = manner
        self._watcher: Watcher | None = None
        self._serving: list[Child] = []
        self._ready: set[Child] = set()
        self._leaving: set[Child] = set()
        self._is_held = False
        self._is_waiting = False
        self._has_waited = False
        self._is_down = False
        self._began = 0.0
        self._speaks = ""

    def run(self, *, polls: bool = False) -> int:
        """Serve until SIGINT (Ctrl+C) or SIGTERM, and return the exit status.

        polls: look at the files again and again, where the system does not tell of changes.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        if self._judge is not None:
            self._watcher = Watcher(self._judge, self._tell_change, polls=polls)
            self._watcher.start()
        self._hand_over(self._taken())
        if self._steps.are_remembered and (os.cpu_count() or 1) > 1:
            self._prepare_next()
        while self._takes(self._events.get()):
            pass
        return self._end()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        # Putting into a SimpleQueue is safe here: it is reentrant.
        self._events.put(Signalled(number))

    def _tell_change(self, files: set[str]) -> None:
        self._events.put(Changed(frozenset(files)))

    def _takes(self, event: Any) -> bool:
        """Do what an event asks for; False says that it was the last."""
        match event:
            case Signalled():
                return False
            case Changed(files):
                self._restart(files)
            case Said(child, message) if self._keeps(child, message):
                pass
            case Said(child, message) if child in self._serving:
                self._hear(child, message)
            case Said(_, {"event": "imported", "names": names}):
                self._steps.add(names)
            case Ended(child, status) if child in self._serving:
                self._bury(child, status)
            case Ended(child) if child in self._leaving:
                self._note_left(child)
            case GivesUp(why):
                self._prepare_no_more(why)
            case LeftOut(package, why):
                self._terminal.left_out(package, why)
                self._steps.leave_out(package)
                self._prepare_next()
            case _:
                self._preparation.hear(event)
        return True

    def _keeps(self, child: Child, message: dict[str, Any]) -> bool:
        """Keep what outlives the process that tells of it; False: it tells something else."""
        if self._waiting.hear(message):
            self._release()
            return True
        return self._pages.hear(child, message)

    def _restart(self, files: Iterable[str]) -> None:
        assert self._judge is not None  # noqa: S101 - who else told of the change?
        needs = {file: self._judge.need(file) for file in files}
        need = max(needs.values(), default=Need.NOTHING)
        if need is Need.NOTHING:
            return
        causes = self._causes = sorted(file for file in needs if needs[file] is need)
        self._pages.tell_saved(self._serving, causes)
        if need is Need.INSTALLED:
            self._let_settle()
        if need >= Need.COLD:
            self._preparation.discard()
        elif any(map(_is_emptied, causes)):
            time.sleep(HALF_WRITTEN)
        self._has_waited = self._is_down = False
        self._hand_over(self._taken())
        self._terminal.changed(causes, need)

    def _let_settle(self) -> None:
        """Wait until nothing changes any more: an installation takes its time."""
        later = []
        with suppress(Empty):
            while not isinstance(event := self._events.get(timeout=QUIET), Signalled):
                later.append(event)
            later.append(event)
        for event in later:
            if not isinstance(event, Changed):
                self._events.put(event)

    def _taken(self) -> list[Child]:
        return [self._preparation.take() for _ in range(self._manner.workers)]

    def _hand_over(self, children: list[Child]) -> None:
        """Let processes serve in the place of those that do: all at the same moment."""
        self._began = time.perf_counter()
        before, self._serving = self._serving, children
        self._leaving.update(before)
        self._is_waiting = False
        self._ready.clear()
        self._is_held = self._manner.is_strict and bool(self._leaving)
        if not self._is_held:
            self._let_go()
        for child in before:
            child.stop()
        self._errors.forget()

    def _let_go(self) -> None:
        word = self._pages.word(self._causes)
        for child in self._serving:
            child.tell(word)

    def _hear(self, child: Child, message: dict[str, Any]) -> None:
        match message:
            case {"event": "loaded", "speaks": speaks} if child is self._serving[0]:
                self._speaks = speaks
                self._note_loaded(message["files"], message["error"])
            case {"event": "learned", "steps": steps, "late": late}:
                self._steps.learn(read_steps(steps), late)
            case {"event": "imported", "names": names}:
                self._steps.add(names)
                if self._is_ready:
                    self._prepare_next()
            case {"event": "unfit", "why": why, "again": again}:
                self._begin_anew(child, why, again=again)
            case {"event": "busy", "why": why}:
                self._wait_or_go(child, why)
            case {"event": "ready"}:
                self._ready.add(child)
                if self._is_ready:
                    self._note_ready()

    def _note_loaded(self, files: list[str], error: str) -> None:
        if error:
            self._terminal.not_loaded(error)
        if self._judge is not None and self._watcher is not None:
            before = self._judge.loaded
            # Where loading failed, what would have been loaded further is to be watched, too.
            self._judge.loaded = before.union(files) if error else frozenset(files)
            if {Path(file).parent for file in files} - {Path(file).parent for file in before}:
                self._watcher.look_again()

    @property
    def _is_ready(self) -> bool:
        return len(self._ready) == len(self._serving)

    def _release(self) -> None:
        if self._is_ready and self._serving:
            self._waiting.release(self._serving)

    def _note_ready(self) -> None:
        self._release()
        self._terminal.ready(time.perf_counter() - self._began, self._speaks)
        self._prepare_next()

    def _prepare_next(self) -> None:
        if self._judge is not None:
            self._preparation.prepare(self._steps.planned(self._preparation.plan))
            self._steps.remember()

    def _begin_anew(self, child: Child, why: str, *, again: bool) -> None:
        """Serve from scratch: what was loaded ahead does not fit. again: for this time alone."""
        if again:
            self._terminal.begins_anew(why)
            self._preparation.discard()
        else:
            self._prepare_no_more(why)
        if child.is_prepared:
            self._hand_over(self._taken())

    def _wait_or_go(self, child: Child, why: str) -> None:
        """Let a process wait for those before it, once; else it is to show what went wrong."""
        if self._leaving and not self._has_waited:
            self._is_waiting = True
            self._terminal.waits(why)
        else:
            child.go()

    def _note_left(self, child: Child) -> None:
        self._leaving.discard(child)
        self._modes.restore()
        if self._leaving:
            return
        if self._is_waiting:
            self._has_waited = True
            self._hand_over(self._taken())
        elif self._is_held:
            self._is_held = False
            self._let_go()

    def _bury(self, child: Child, status: int | None) -> None:
        """Serve a page that says how a process ended, where it was to serve and was not stopped."""
        end = told_end(status)
        self._serving.remove(child)
        self._modes.restore()
        is_early = child not in self._ready
        if is_early and child.is_prepared and (status is None or status < 0):
            self._prepare_no_more(f"a process {end} before it was ready")
            self._hand_over(self._taken())
            return
        self._terminal.crashed(end)
        if self._is_down and is_early:
            return  # not even the page can be served; the next change may mend that
        self._is_down = True
        self._causes = []
        lines = self._errors.last_lines()
        notice = f"The process that served the app {end}.\n\n{lines}".rstrip()
        plan = self._preparation.plan._replace(notice=notice)
        self._hand_over([self._preparation.fresh(plan)])

    def _prepare_no_more(self, why: str) -> None:
        if not isinstance(self._preparation, Cold):
            self._preparation.discard()
            self._preparation = Cold.instead_of(self._preparation)
            self._terminal.prepares_no_more(why)

    def _end(self) -> int:
        if self._watcher is not None:
            self._watcher.stop()
        self._preparation.discard()
        for child in self._serving:
            child.stop()
        for child in self._leaving.union(self._serving):
            while not child.wait(0.1):
                self._hear_last()
        self._hear_last()
        if self._judge is not None:
            self._steps.remember()
        self._errors.settle()
        self._modes.restore()
        return 0

    def _hear_last(self) -> None:
        """Hear what was imported last; end what is left at once, where somebody asks again."""
        while not self._events.empty():
            match self._events.get():
                case Said(_, {"event": "imported", "names": names}):
                    self._steps.add(names)
                case Signalled():
                    for child in self._leaving.union(self._serving):
                        child.kill()


def _is_emptied(file: str) -> bool:
    try:
        return file.endswith(".py") and not Path(file).stat().st_size
    except OSError:
        return False
