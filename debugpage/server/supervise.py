"""The parent of all: it holds the socket, hears of changes, and hands over to the next process."""

import queue
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, NamedTuple

from debugpage.server.children import Child, Ended, Said
from debugpage.server.forked import ZygoteReady
from debugpage.server.prepare import Preparation
from debugpage.server.terminal import Terminal
from debugpage.server.watch import Judge, Need, Watcher


class Signalled(NamedTuple):
    """This process was asked to end."""

    number: int


class Changed(NamedTuple):
    """Files were added, changed or removed."""

    files: frozenset[str]


MakePreparation = Callable[[Callable[[Any], None]], Preparation]


class Supervisor:
    """Keeps one process serving: the newest code, or a page that says why there is none.

    make_preparation: given where to report to, returns the way the next process is made ready.
    judge: what is watched; None, where nothing is.
    """

    def __init__(
        self,
        make_preparation: MakePreparation,
        listener: socket.socket,
        terminal: Terminal,
        judge: Judge | None,
        *,
        polls: bool = False,
    ) -> None:
        self._events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._preparation = make_preparation(self._events.put)
        self._listener = listener
        self._terminal = terminal
        self._judge = judge
        self._watcher = None if judge is None else Watcher(judge, self._tell_change, polls=polls)
        self._serving: Child | None = None
        self._leaving: set[Child] = set()
        self._began = 0.0
        self._modules: tuple[str, ...] = ()

    def run(self) -> int:
        """Serve until SIGINT (Ctrl+C) or SIGTERM, and return the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        if self._watcher is not None:
            self._watcher.start()
        self._hand_over(self._preparation.take())
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
            case Said(child, message) if child is self._serving:
                self._hear(child, message)
            case Ended(child, status):
                self._bury(child, status)
            case ZygoteReady():
                self._preparation.prepare(self._modules)
        return True

    def _restart(self, files: frozenset[str]) -> None:
        assert self._judge is not None  # noqa: S101 - who else told of the change?
        needs = {file: self._judge.need(file) for file in files}
        need = max(needs.values(), default=Need.NOTHING)
        if need is Need.NOTHING:
            return
        if need is Need.COLD:
            self._preparation.discard()
        self._terminal.changed(sorted(file for file in needs if needs[file] is need), need)
        self._hand_over(self._preparation.take())

    def _hand_over(self, child: Child) -> None:
        """Let a process serve in the place of the one that does: both at the same moment."""
        self._began = time.perf_counter()
        child.go()
        if self._serving is not None:
            self._serving.stop()
            self._leaving.add(self._serving)
        self._serving = child

    def _hear(self, child: Child, message: dict[str, Any]) -> None:
        match message["event"]:
            case "loaded":
                self._note_loaded(message["files"], message["error"])
            case "ready":
                self._terminal.ready(time.perf_counter() - self._began)
                self._modules = tuple(message["modules"])
                self._preparation.prepare(self._modules)

    def _note_loaded(self, files: list[str], error: str) -> None:
        self._terminal.loaded(error)
        if self._judge is not None and self._watcher is not None:
            before = self._judge.loaded
            self._judge.loaded = frozenset(files)
            if self._judge.loaded - before:
                self._watcher.look_again()

    def _bury(self, child: Child, status: int) -> None:
        self._leaving.discard(child)
        if child is not self._serving:
            return
        self._terminal.crashed(status)
        notice = self._preparation.plan._replace(notice=f"ended {status}")
        self._serving = None
        self._hand_over(self._preparation.fresh(notice))

    def _end(self) -> int:
        if self._watcher is not None:
            self._watcher.stop()
        self._preparation.discard()
        if self._serving is not None:
            self._serving.stop()
            self._leaving.add(self._serving)
        self._listener.close()
        for child in self._leaving:
            while not child.wait(0.1):
                self._hurry()
        return 0

    def _hurry(self) -> None:
        """End what is left at once, where somebody asks a second time."""
        while not self._events.empty():
            if isinstance(self._events.get(), Signalled):
                for child in self._leaving:
                    child.kill()
