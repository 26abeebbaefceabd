"""The parent of all: it holds the socket, hears of changes, and hands over to the next process."""

import ast
import signal
import time
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple

from debugpage.server.children import Child, Ended, Said
from debugpage.server.errors import Errors
from debugpage.server.forked import ZygoteReady
from debugpage.server.prepare import Cold, Preparation
from debugpage.server.terminal import Terminal, told_end
from debugpage.server.watch import Judge, Need, Watcher

if TYPE_CHECKING:
    import queue

HALF_WRITTEN = 0.03
"""Seconds given to a file that is empty, or no Python: some editors empty it, then write."""


class Signalled(NamedTuple):
    """Somebody asks this process to end."""

    number: int


class Changed(NamedTuple):
    """Files were added, changed or removed."""

    files: frozenset[str]


class Supervisor:
    """Keeps processes serving: the newest code, or a page that says why there is none.

    events: where all that happens is put, in order. preparation: how the next process is made
    ready. errors: what they write to standard error. judge: what is watched; None: nothing is.
    workers: how many processes serve at once.
    """

    def __init__(
        self,
        events: "queue.SimpleQueue[Any]",
        preparation: Preparation,
        errors: Errors,
        terminal: Terminal,
        judge: Judge | None,
        workers: int,
    ) -> None:
        self._events = events
        self._preparation = preparation
        self._errors = errors
        self._terminal = terminal
        self._judge = judge
        self._workers = workers
        self._watcher: Watcher | None = None
        self._serving: list[Child] = []
        self._ready: set[Child] = set()
        self._leaving: set[Child] = set()
        self._began = 0.0
        self._modules: tuple[str, ...] = ()

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
            case Said(child, message) if child in self._serving:
                self._hear(child, message)
            case Ended(child, status):
                self._bury(child, status)
            case ZygoteReady():
                self._preparation.prepare(self._modules)
        return True

    def _restart(self, files: Iterable[str]) -> None:
        assert self._judge is not None  # noqa: S101 - who else told of the change?
        needs = {file: self._judge.need(file) for file in files}
        need = max(needs.values(), default=Need.NOTHING)
        if need is Need.NOTHING:
            return
        causes = sorted(file for file in needs if needs[file] is need)
        if need is Need.COLD:
            self._preparation.discard()
        if any(map(_may_be_half_written, causes)):
            time.sleep(HALF_WRITTEN)
        self._terminal.changed(causes, need)
        self._hand_over(self._taken())

    def _taken(self) -> list[Child]:
        return [self._preparation.take() for _ in range(self._workers)]

    def _hand_over(self, children: list[Child]) -> None:
        """Let processes serve in the place of those that do: all at the same moment."""
        self._began = time.perf_counter()
        for child in children:
            child.go()
        for child in self._serving:
            child.stop()
        self._leaving.update(self._serving)
        self._serving = children
        self._ready.clear()
        self._errors.forget()

    def _hear(self, child: Child, message: dict[str, Any]) -> None:
        match message["event"]:
            case "loaded" if child is self._serving[0]:
                self._note_loaded(message["files"], message["error"])
            case "ready":
                self._ready.add(child)
                if len(self._ready) == self._workers:
                    self._note_ready(message["modules"])

    def _note_loaded(self, files: list[str], error: str) -> None:
        if error:
            self._terminal.not_loaded(error)
        if self._judge is not None and self._watcher is not None:
            before = self._judge.loaded
            self._judge.loaded = frozenset(files)
            if {Path(file).parent for file in files} - {Path(file).parent for file in before}:
                self._watcher.look_again()

    def _note_ready(self, modules: list[str]) -> None:
        self._terminal.ready(time.perf_counter() - self._began)
        self._modules = tuple(modules)
        if self._judge is not None:
            self._preparation.prepare(self._modules)

    def _bury(self, child: Child, status: int) -> None:
        """Serve a page that says how a process ended, where it was to serve and was not stopped."""
        self._leaving.discard(child)
        if child not in self._serving:
            return
        end = told_end(status)
        self._terminal.crashed(end)
        if status < 0 and child not in self._ready and not isinstance(self._preparation, Cold):
            self._prepare_no_more(end)
        lines = self._errors.last_lines()
        notice = f"The process that served the app {end}.\n\n{lines}".rstrip()
        self._serving.remove(child)
        plan = self._preparation.plan._replace(notice=notice)
        self._hand_over([self._preparation.fresh(plan)])
        self._ready.add(self._serving[0])

    def _prepare_no_more(self, end: str) -> None:
        """Start each process from scratch from now on: a prepared one ended before it was ready."""
        self._preparation.discard()
        self._preparation = Cold.instead_of(self._preparation)
        self._terminal.prepares_no_more(f"a process {end} before it was ready")

    def _end(self) -> int:
        if self._watcher is not None:
            self._watcher.stop()
        self._preparation.discard()
        for child in self._serving:
            child.stop()
        for child in self._leaving.union(self._serving):
            while not child.wait(0.1):
                self._hurry()
        return 0

    def _hurry(self) -> None:
        """End what is left at once, where somebody asks a second time."""
        while not self._events.empty():
            if isinstance(self._events.get(), Signalled):
                for child in self._leaving.union(self._serving):
                    child.kill()


def _may_be_half_written(file: str) -> bool:
    if not file.endswith(".py"):
        return False
    try:
        text = Path(file).read_bytes()
        ast.parse(text)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    return not text
