"""The zygote and the processes it forked, as the parent of all sees them."""

import os
import queue
import signal
import subprocess
import threading
from typing import NamedTuple

from debugpage.server.channel import pair
from debugpage.server.children import Around, Child, Report, start
from debugpage.server.plan import Plan

FORK_SECONDS = 2.0
"""How long to wait for a fork, which takes milliseconds, until it is given up."""


class ZygoteReady(NamedTuple):
    """Installed modules are loaded; it can be forked from now on."""

    zygote: "Zygote"


class Zygote:
    """A process that has loaded the installed modules, and forks on demand.

    It is reported when it is ready. `unsafe` are packages that make it so.
    """

    def __init__(self, plan: Plan, around: Around, report: Report) -> None:
        self._process, self._channel = start("debugpage.server.zygote", plan, around)
        self._report = report
        self._forked: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._ends: dict[int, int] = {}
        self._ended = threading.Condition()
        self._is_ready = False
        self.unsafe: set[str] = set()
        threading.Thread(target=self._watch, name="debugpage zygote", daemon=True).start()

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def fork(self) -> Child | None:
        """Return a process that has loaded what this one has; None where that cannot be had now."""
        if not self._is_ready or self.unsafe or not self.is_alive:
            return None
        ours, theirs = pair()
        self._channel.send({"do": "fork"}, [theirs.fileno()])
        theirs.close()
        try:
            pid = self._forked.get(timeout=FORK_SECONDS)
        except queue.Empty:
            ours.close()
            return None
        return Child(Forked(self, pid), ours, self._report)

    def close(self) -> None:
        """Let it end; those that it forked live on."""
        self._channel.close()

    def status_of(self, pid: int) -> int | None:
        """Return how a forked process ended; None while it lives."""
        with self._ended:
            return self._status_of(pid)

    def wait_for(self, pid: int, seconds: float | None) -> int | None:
        """Wait until a forked process has ended, and return how; None after so many seconds."""
        with self._ended:
            self._ended.wait_for(lambda: self._status_of(pid) is not None, seconds)
            return self._status_of(pid)

    def _status_of(self, pid: int) -> int | None:
        status = self._ends.get(pid)
        if status is None and not self.is_alive and not _lives(pid):
            return -signal.SIGKILL  # nobody is left who could tell
        return status

    def _watch(self) -> None:
        for message in self._channel:
            match message["event"]:
                case "prepared":
                    self.unsafe, self._is_ready = set(message["unsafe"]), True
                    self._report(ZygoteReady(self))
                case "forked":
                    self._forked.put(message["pid"])
                case "ended":
                    self._note_end(message["pid"], message["status"])
        self._process.wait()
        with self._ended:
            self._ended.notify_all()

    def _note_end(self, pid: int, status: int) -> None:
        with self._ended:
            self._ends[pid] = status
            self._ended.notify_all()


class Forked:
    """A forked process, with the interface of `subprocess.Popen`."""

    def __init__(self, zygote: Zygote, pid: int) -> None:
        self._zygote = zygote
        self.pid = pid

    def poll(self) -> int | None:
        """Return the exit status; None while it lives."""
        return self._zygote.status_of(self.pid)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status when it has ended. Raises subprocess.TimeoutExpired."""
        status = self._zygote.wait_for(self.pid, timeout)
        if status is None:
            raise subprocess.TimeoutExpired(["a forked process"], timeout or 0)
        return status

    def send_signal(self, sig: int) -> None:
        """Send it a signal, if it lives."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
