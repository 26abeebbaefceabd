"""The process that serves: loads installed modules ahead, waits for the word, loads the project.

Started as `python -m debugpage.server.child CHANNEL LISTENER`, the descriptors of a connection to
the parent and of the listening socket. It ends when that connection does.
"""

import atexit
import contextlib
import importlib
import os
import signal
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any

from debugpage.server.bytecode import distrust_young_files
from debugpage.server.channel import Channel
from debugpage.server.debugged import ProcessEnded, broken, debugged
from debugpage.server.interface import Interface, interface_of
from debugpage.server.modules import Guard, installed_modules, project_files
from debugpage.server.plan import Plan
from debugpage.server.serve import leave, make_server, serve
from debugpage.server.target import load

if TYPE_CHECKING:
    from collections.abc import Callable


def main(channel_descriptor: str, listener_descriptor: str) -> None:
    """Do what the parent says; returns only by the end of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for those who serve
    channel = Channel(socket.socket(fileno=int(channel_descriptor)))
    message = channel.receive()
    if message is None:
        leave()
    plan = Plan.from_message(message)  # type: ignore[arg-type]  # leave() does not return
    sys.path[:1] = [plan.folder]
    preload(plan.preload)
    wait_and_serve(plan, channel, socket.socket(fileno=int(listener_descriptor)))


def wait_and_serve(plan: Plan, channel: Channel, listener: socket.socket) -> None:
    """Wait for the word, then serve; returns only by the end of the process."""
    channel.send({"event": "prepared"})
    if channel.receive() is None:
        leave()
    serve_project(plan, channel, listener)


def preload(names: tuple[str, ...]) -> None:
    """Import installed modules, as far as they let themselves be; nothing of the project."""
    guard = Guard()
    sys.meta_path.insert(0, guard)
    for name in names:
        # A module that fails here is loaded with the project, where its error can be seen.
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    sys.meta_path.remove(guard)


def serve_project(plan: Plan, channel: Channel, listener: socket.socket) -> None:
    """Load the project and serve its app, until the parent says or goes; then end the process."""
    signal.signal(signal.SIGINT, lambda _number, _frame: leave())
    guard = _Parent(channel)
    distrust_young_files()
    server = make_server(*_app_of(plan, channel), listener, lambda: _tell_ready(channel))
    guard.stop = server.stop
    serve(server)
    end_process()


def end_process() -> None:
    """Run what is registered to run at exit, and end; threads that run on are left behind.

    Modules are not torn down, and nothing is waited for that may never come.
    """
    atexit._run_exitfuncs()  # noqa: SLF001 - what the interpreter itself calls at its end
    leave()


class _Parent(threading.Thread):
    """Watches the connection to the parent: at its end the process stops, however it ended."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(name="debugpage parent", daemon=True)
        self._channel = channel
        self.stop: Callable[[], None] = leave
        self.start()

    def run(self) -> None:
        for _ in self._channel:  # the one thing that the parent says now is: stop
            break
        self.stop()


def _app_of(plan: Plan, channel: Channel) -> tuple[Any, Interface]:
    """Load the app, or make one that tells why there is none; tell the parent what was loaded."""
    if plan.notice:
        return broken(ProcessEnded(plan.notice)), "asgi"
    try:
        app = load(plan.target)
        interface = plan.interface or interface_of(app)
    except BaseException as error:  # noqa: BLE001 - sys.exit() in a project is told as well
        _tell_loaded(channel, f"{type(error).__name__}: {error}")
        return broken(error), "asgi"
    _tell_loaded(channel, "")
    return (debugged(app, interface) if plan.debug else app), interface


def _tell_loaded(channel: Channel, error: str) -> None:
    files = sorted(project_files())
    channel.send({"event": "loaded", "files": files, "error": error})


def _tell_ready(channel: Channel) -> None:
    channel.send({"event": "ready", "pid": os.getpid(), "modules": installed_modules()})


if __name__ == "__main__":
    main(*sys.argv[1:])
