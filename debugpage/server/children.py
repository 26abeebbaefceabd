"""The processes that serve, as their parent sees them: started, told to go, stopped, ended."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from debugpage.server.channel import Channel, Message, pair
from debugpage.server.plan import Plan
from debugpage.server.serve import GRACE

KILLED_AFTER = GRACE + 1
"""Seconds from the request to stop until a process that is still there is killed."""


class Said(NamedTuple):
    """A process sent a message."""

    child: "Child"
    message: Message


class Ended(NamedTuple):
    """A process ended: `status` is its exit code, or the negative number of a signal."""

    child: "Child"
    status: int


Report = Callable[[Any], None]
"""Takes what happens, from any thread."""


class Process(Protocol):
    """What is known of a process, and can be done to it: `subprocess.Popen` is one."""

    @property
    def pid(self) -> int:
        """Its number."""

    def poll(self) -> int | None:
        """Return the exit status; None while it lives."""

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status when it has ended. Raises subprocess.TimeoutExpired."""

    def send_signal(self, sig: int) -> None:
        """Send it a signal."""

    def kill(self) -> None:
        """End it at once."""


class Child:
    """A process that is to serve; what it says and its end are reported, in their order."""

    def __init__(self, process: Process, channel: Channel, report: Report) -> None:
        self.pid = process.pid
        self._process = process
        self._channel = channel
        self._report = report
        self.is_stopping = False
        threading.Thread(target=self._watch, name="debugpage child", daemon=True).start()

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def go(self) -> None:
        """Let it load the project and serve."""
        self._channel.send({"do": "go"})

    def stop(self) -> None:
        """Let it end in order; kill it where it does not."""
        if self.is_stopping:
            return
        self.is_stopping = True
        if os.name == "posix":
            self._signal(signal.SIGTERM)
        else:
            self._channel.close()
        last = threading.Timer(KILLED_AFTER, self.kill)
        last.daemon = True
        last.start()

    def kill(self) -> None:
        """End it at once."""
        if self._process.poll() is None:
            self._process.kill()

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended, and tell whether it has."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _signal(self, number: int) -> None:
        if self._process.poll() is None:
            self._process.send_signal(number)

    def _watch(self) -> None:
        for message in self._channel:
            self._report(Said(self, message))
        status = self._process.wait()
        self._channel.close()
        self._report(Ended(self, status))


class Around(NamedTuple):
    """What all processes that serve are given: the listening socket, environment and errors.

    `environ` makes their environment anew for each; `errors` is the descriptor that takes what
    they write to standard error.
    """

    listener: socket.socket
    environ: Callable[[], Mapping[str, str]]
    errors: int


def spawn(plan: Plan, around: Around, report: Report) -> Child:
    """Start a process for a plan, in a new interpreter; it waits for `go`."""
    process, channel = start("debugpage.server.child", plan, around)
    return Child(process, channel, report)


def start(module: str, plan: Plan, around: Around) -> tuple["subprocess.Popen[bytes]", Channel]:
    """Start a new interpreter that runs a module of ours, and hand it a plan."""
    channel, theirs = pair()
    descriptors = (theirs.fileno(), around.listener.fileno())
    command = [sys.executable, "-m", module, *map(str, descriptors)]
    environ = dict(around.environ())
    if os.name == "posix":
        process = subprocess.Popen(  # noqa: S603 - our own module
            command, env=environ, stderr=around.errors, pass_fds=descriptors
        )
    else:
        for handle in descriptors:
            os.set_handle_inheritable(handle, True)  # type: ignore[attr-defined]  # Windows alone
        process = subprocess.Popen(  # noqa: S603 - our own module
            command, env=environ, stderr=around.errors, close_fds=False
        )
    theirs.close()
    channel.send(plan.to_message())
    return process, channel
