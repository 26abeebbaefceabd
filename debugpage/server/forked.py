"""The zygote and the processes it forked, as the parent of all sees them (Linux alone).

They are not the parent's own children: their end is told by a descriptor (pidfd_open(2)), how they
ended by the zygote, for as long as there is one.
"""

import os
import queue
import select
import signal
import threading
from typing import NamedTuple

from debugpage.server.channel import pair
from debugpage.server.children import Around, Child, Report, start
from debugpage.server.plan import Plan

FORK_SECONDS = 2.0
"""How long to wait for a fork, which takes milliseconds, until it is given up."""
TOLD_SECONDS = 1.0
"""How long to wait until the zygote tells how a process ended that is gone."""


class ZygoteReady(NamedTuple):
    """Installed modules are loaded; it can be forked from now on, unless it is unsafe."""

    zygote: "Zygote"


class ZygoteEnded(NamedTuple):
    """It ended, and `status` tells how: see `Ended`."""

    zygote: "Zygote"
    status: int


class Zygote:
    """A process that has loaded the installed modules, and forks on demand.

    It is reported when it is ready, and when it has ended. `unsafe` tells which packages make it
    so, and why.
    """

    def __init__(self, plan: Plan, around: Around, report: Report) -> None:
        self.plan = plan
        self.unsafe: dict[str, str] = {}
        self.is_ready = False
        self._process, self._channel = start("debugpage.server.zygote", plan, around)
        self.pid = self._process.pid
        self._report = report
        self._forked: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._ends: dict[int, int] = {}
        self._is_alive = True
        self._told = threading.Condition()
        threading.Thread(target=self._listen, name="debugpage zygote", daemon=True).start()

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._is_alive

    def fork(self) -> Child | None:
        """Return a process that has loaded what this one has; None where that cannot be had now."""
        if not self.is_ready or self.unsafe or not self.is_alive:
            return None
        ours, theirs = pair()
        self._channel.send({"do": "fork"}, [theirs.fileno()])
        theirs.close()
        try:
            process = Forked(self, self._forked.get(timeout=FORK_SECONDS))
        except (queue.Empty, OSError):
            ours.close()
            self.kill()  # it forks no more, or later than anybody waits for
            return None
        return Child(process, ours, self._report, is_prepared=True)

    def retire(self) -> None:
        """Let it fork no more, and end with the last of those that it has forked."""
        self._channel.finish()

    def kill(self) -> None:
        """End it at once; those that it has forked live on."""
        if self.is_alive:
            self._process.send(signal.SIGKILL)

    def end_of(self, pid: int) -> int | None:
        """Return how a process ended that it has forked; None where it does not tell."""
        with self._told:
            self._told.wait_for(lambda: pid in self._ends or not self._is_alive, TOLD_SECONDS)
            return self._ends.pop(pid, None)

    def _listen(self) -> None:
        for message in self._channel:
            match message["event"]:
                case "prepared":
                    self.unsafe, self.is_ready = message["unsafe"], True
                    self._report(ZygoteReady(self))
                case "forked":
                    self._forked.put(message["pid"])
                case "ended":
                    self._note_end(message["pid"], message["status"])
        status = self._process.wait()
        with self._told:
            self._is_alive = False
            self._told.notify_all()
        self._forked.put(0)  # no process: who waits for one is told
        self._channel.close()
        self._report(ZygoteEnded(self, status))

    def _note_end(self, pid: int, status: int) -> None:
        with self._told:
            self._ends[pid] = status
            self._told.notify_all()


class Forked:
    """A process that a zygote has forked. Raises ProcessLookupError where it has ended already."""

    def __init__(self, zygote: Zygote, pid: int) -> None:
        self.pid = pid
        self._zygote = zygote
        self._descriptor = os.pidfd_open(pid)

    def wait(self) -> int | None:
        """Wait for its end, and return how it ended."""
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        poll.poll()
        return self._zygote.end_of(self.pid)

    def send(self, number: int) -> None:
        """Send it a signal, if it has not ended."""
        try:
            signal.pidfd_send_signal(self._descriptor, number)
        except ProcessLookupError:
            return

    def close(self) -> None:
        """Let go of its descriptor."""
        os.close(self._descriptor)


def can_fork() -> bool:
    """Tell whether this system has what is needed: Linux, since its version 5.3."""
    if not hasattr(os, "pidfd_open"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True
