"""The process that is forked (POSIX alone): it has loaded the installed modules, and runs no code.

Started as `python -m debugpage.server.zygote CHANNEL LISTENER`. It has one thread, no socket but
these two, and imports nothing of the project: that is what makes forking it safe.
"""

import contextlib
import importlib
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from debugpage.server.channel import Channel
from debugpage.server.child import wait_and_serve
from debugpage.server.modules import Guard
from debugpage.server.plan import Plan
from debugpage.server.serve import leave

HARMLESS_THREADS = ("pyarrow", "polars")
"""Packages whose native threads outlive a fork in the parent, and which work in the child."""


def main(channel_descriptor: str, listener_descriptor: str) -> None:
    """Load what is asked for, then fork whenever asked; returns only by the end of the process."""
    channel = Channel(socket.socket(fileno=int(channel_descriptor)))
    message = channel.receive()
    if message is None:
        leave()
        return
    plan = Plan.from_message(message)
    sys.path[:1] = [plan.folder]
    unsafe = preload(plan.preload)
    channel.send({"event": "prepared", "unsafe": unsafe})
    Zygote(plan, channel, int(listener_descriptor)).run()


class Zygote:
    """Forks on demand, and tells how those that it forked have ended."""

    def __init__(self, plan: Plan, channel: Channel, listener_descriptor: int) -> None:
        self._plan = plan
        self._channel = channel
        self._listener_descriptor = listener_descriptor
        self._woken, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        self._woken.setblocking(False)

    def run(self) -> None:
        """Serve the parent until it goes."""
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for those who serve
        while True:
            ready, _, _ = select.select([self._channel.fileno(), self._woken.fileno()], [], [])
            if self._woken.fileno() in ready:
                self._woken.recv(4096)
                self._tell_ended()
            if self._channel.fileno() in ready:
                if self._channel.receive() is None:
                    leave()
                self._fork(self._channel.take_descriptor())

    def _fork(self, descriptor: int) -> None:
        pid = _fork()
        if pid:
            os.close(descriptor)
            self._channel.send({"event": "forked", "pid": pid})
            return
        try:
            self._become_child(descriptor)
        finally:
            leave(1)  # never back into the zygote's loop, whatever happened

    def _become_child(self, descriptor: int) -> None:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for inherited in (self._woken, self._waker, socket.socket(fileno=self._channel.fileno())):
            inherited.close()
        _seed_anew()
        listener = socket.socket(fileno=self._listener_descriptor)
        wait_and_serve(self._plan, Channel(socket.socket(fileno=descriptor)), listener)

    def _tell_ended(self) -> None:
        for pid, status in _ended():
            self._channel.send({"event": "ended", "pid": pid, "status": status})


def preload(names: tuple[str, ...]) -> list[str]:
    """Import installed modules; return the packages among them that make a fork unsafe.

    Unsafe is what starts a thread of Python's, opens a socket or the like, or has native threads
    that stay when the process forks.
    """
    guard = Guard()
    sys.meta_path.insert(0, guard)
    unsafe: list[str] = []
    before = _open_files()
    for name in names:
        # A module that fails here is loaded with the project, where its error can be seen.
        with contextlib.suppress(Exception):
            importlib.import_module(name)
        now = _open_files()
        if threading.active_count() > 1 or now - before:
            unsafe.append(name.partition(".")[0])
            break
        before = now
    sys.meta_path.remove(guard)
    return unsafe


def _open_files() -> frozenset[str]:
    """Return the sockets, pipes and the like that this process has open, where it can be told."""
    try:
        links = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir()]
    except OSError:
        return frozenset()
    return frozenset(link for link in links if link.startswith(("socket:", "pipe:", "anon_inode:")))


def _ended() -> Iterator[tuple[int, int]]:
    """Yield those of our children that have ended, with their exit statuses."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        yield pid, os.waitstatus_to_exitcode(status)


def _fork() -> int:
    import warnings

    with warnings.catch_warnings():
        # Python 3.12 and later warn where there are native threads; those here are known.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _seed_anew() -> None:
    """Let every child have random numbers of its own; Python's own module sees to itself."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


if __name__ == "__main__":
    main(*sys.argv[1:])
