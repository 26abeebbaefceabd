"""The process that serves: loads installed modules ahead, waits for the word, loads the project.

It is started with the descriptors of a connection to the parent and of the listening socket, and
ends when that connection does.
"""

import atexit
import importlib
import signal
import socket
import sys
import threading
from typing import TYPE_CHECKING

from debugpage.healing.news import news
from debugpage.process import beginning
from debugpage.server.bytecode import distrust_young_files
from debugpage.server.channel import Channel, Message
from debugpage.server.following import Following
from debugpage.server.interrupts import disregard_interrupts
from debugpage.server.loading import Loaded, files_of, is_busy, loaded, shadowed, told
from debugpage.server.modules import installed_modules, project_files
from debugpage.server.parent import Parent
from debugpage.server.passing import Passing
from debugpage.server.plan import Plan
from debugpage.server.preload import preload
from debugpage.server.serve import Terms, leave, make_server, serve, stopping
from debugpage.server.spawned import accompany_spawned_processes

if TYPE_CHECKING:
    from collections.abc import Callable

_OURS = frozenset(sys.modules)
"""What every process of ours has loaded; nothing of a project can take its place."""


def main(channel_descriptor: int, listener_descriptor: int) -> None:
    """Do what the parent says; returns only by the end of the process."""
    channel = Channel(socket.socket(fileno=channel_descriptor))
    plan = begin(channel)
    preload(plan.steps)
    wait_and_serve(plan, channel, socket.socket(fileno=listener_descriptor))


def begin(channel: Channel) -> Plan:
    """Make this process one of the development server's, and return what it is told to do."""
    disregard_interrupts()
    distrust_young_files()
    accompany_spawned_processes()
    message = channel.receive()
    if message is None:
        leave()
    plan = Plan.from_message(message)
    sys.argv = ["debugpage"]
    sys.path.insert(0, plan.folder)
    return plan


def wait_and_serve(plan: Plan, channel: Channel, listener: socket.socket) -> None:
    """Wait for the word, then serve; returns only by the end of the process."""
    word = channel.receive()
    if word is None:
        leave()
    _Serving(plan, channel, word).run(listener)


class _Serving:
    """Loads the project and serves its app, and tells the parent how that goes."""

    def __init__(self, plan: Plan, channel: Channel, word: Message) -> None:
        self._plan = plan
        self._channel = channel
        self._following = Following(channel, word)
        self._passing = Passing(channel)
        self._known = set(sys.modules) if plan.steps else set()

    def run(self, listener: socket.socket) -> None:
        """Serve until the parent says or goes; then end the process."""
        beginning.is_now()
        parent = Parent(self._channel)
        parent.hear = self._hear
        # Who has an error's page open will save a change soon, and ask for one more page at once.
        news.once_heard(self._tell_imported)
        importlib.invalidate_caches()  # what was prepared has looked into the project's folder
        self._stop_if(self._shadowed(), again=True)
        result = loaded(self._plan, lambda error: self._wait_if_busy(parent, error))
        self._stop_if(result.seen.misfit(self._plan), again=False)
        self._stop_if(result.seen.change(self._plan), again=True)
        self._tell_loaded(result)
        terms = Terms(self._tell_ready, pass_on=self._passing.pass_on)
        server = make_server(result.app, result.interface, listener, terms)
        self._passing.take = server.take
        parent.stop = _both(news.end, stopping(server))
        serve(server, parent.stop, (signal.SIGTERM,))
        self._tell_imported()
        end_process()

    def _hear(self, message: Message) -> bool:
        return self._following.hear(message) or self._passing.hear(message)

    def _wait_if_busy(self, parent: Parent, error: BaseException) -> None:
        """Let the parent decide where the process before this one may hold what is missing."""
        if is_busy(error):
            parent.ask({"event": "busy", "why": told(error)})

    def _shadowed(self) -> str:
        ahead = frozenset(name for name in self._known if "." not in name) - _OURS
        name = shadowed(ahead, self._plan.folder)
        return f"{name} is a module of the project now" if name else ""

    def _stop_if(self, why: str, *, again: bool) -> None:
        """Give up where being prepared does harm. again: whether the next may be prepared anew."""
        if not why:
            return
        self._channel.send({"event": "unfit", "why": why, "again": again})
        if self._plan.steps:
            leave()

    def _tell_loaded(self, result: Loaded) -> None:
        if self._plan.notice:
            return
        error = told(result.error) if result.error else ""
        files = [*project_files(self._known), *files_of(result.error)]
        speaks = "" if result.error else result.interface
        self._channel.send({"event": "loaded", "files": files, "error": error, "speaks": speaks})
        if not self._plan.steps:
            steps, late = result.learned
            self._known.update(step for step in steps if isinstance(step, str))
            self._channel.send({"event": "learned", "steps": steps, "late": late})

    def _tell_ready(self) -> None:
        self._tell_imported()
        self._channel.send({"event": "ready"})

    def _tell_imported(self) -> None:
        """Tell what was imported meanwhile: the next process can have it ahead."""
        names = installed_modules(self._known)
        self._known.update(names)
        self._channel.send({"event": "imported", "names": names})


def _both(first: "Callable[[], None]", second: "Callable[[], None]") -> "Callable[[], None]":
    def both() -> None:
        first()
        second()

    return both


def end_process() -> None:
    """Run what is registered to run at exit, and end; threads that run on are left behind.

    Modules are not torn down, and nothing is waited for that may never come.
    """
    # What the interpreter itself calls at its end; without the first, processes of an executor
    # (concurrent.futures) would be waited for that were never told to end.
    for call in reversed(getattr(threading, "_threading_atexits", [])):
        call()
    atexit._run_exitfuncs()  # noqa: SLF001 - as above
    leave()
