"""The process that is forked (Linux alone): it has loaded the installed modules, and runs no code.

It has one thread, no socket but the two that it is started with, the channel to the parent and
the listener, and imports nothing of the project: that is what makes forking it safe.
"""

import os
import select
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress

from debugpage.server.channel import Channel
from debugpage.server.child import begin, wait_and_serve
from debugpage.server.plan import Plan
from debugpage.server.preload import preloading
from debugpage.server.safety import Safety, fork
from debugpage.server.serve import leave


def main(channel_descriptor: int, listener_descriptor: int) -> None:
    """Load what is asked for, then fork whenever asked; returns only by the end of the process."""
    channel = Channel(socket.socket(fileno=channel_descriptor))
    plan = begin(channel)
    channel.send({"event": "prepared", "unsafe": _preload(plan)})
    Zygote(plan, channel, listener_descriptor).run()


def _preload(plan: Plan) -> dict[str, str]:
    """Load installed modules; return the package that makes a fork unsafe, and why, if one does."""
    safety = Safety()
    for name in preloading(plan.steps):
        if why := safety.breach():
            return {name.partition(".")[0]: why}
    return {}


class Zygote:
    """Forks on demand, and tells how those that it forked have ended."""

    def __init__(self, plan: Plan, channel: Channel, listener_descriptor: int) -> None:
        self._plan = plan
        self._channel = channel
        self._listener_descriptor = listener_descriptor
        self._children: set[int] = set()
        self._woken, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        self._woken.setblocking(False)

    def run(self) -> None:
        """Serve the parent until it goes, and then wait for the end of all that were forked."""
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        listens = [self._channel.fileno()]
        while listens or self._children:
            ready, _, _ = select.select([*listens, self._woken.fileno()], [], [])
            self._tell_ended()
            if self._channel.fileno() in ready and not self._is_asked():
                listens = []
        leave()

    def _is_asked(self) -> bool:
        """Fork once for each message; False at their end."""
        while True:
            message = self._channel.receive()
            if message is None:
                return False
            self._fork(*message["descriptors"])
            if not self._channel.has_message():
                return True

    def _fork(self, descriptor: int) -> None:
        pid = fork()
        if pid:
            os.close(descriptor)
            self._children.add(pid)
            self._channel.send({"event": "forked", "pid": pid})
            return
        try:
            self._become_child(descriptor)
        finally:
            leave(1)  # never back into the zygote's loop, whatever happened

    def _become_child(self, descriptor: int) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for inherited in (self._woken, self._waker, socket.socket(fileno=self._channel.fileno())):
            inherited.close()
        _seed_anew()
        listener = socket.socket(fileno=self._listener_descriptor)
        wait_and_serve(self._plan, Channel(socket.socket(fileno=descriptor)), listener)

    def _tell_ended(self) -> None:
        with suppress(BlockingIOError):
            self._woken.recv(4096)
        for pid, status in _ended():
            self._children.discard(pid)
            self._channel.send({"event": "ended", "pid": pid, "status": status})


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


def _seed_anew() -> None:
    """Let every child have random numbers of its own; Python's own module sees to itself."""
    random = sys.modules.get("numpy.random")
    if random is not None:
        random.seed()
