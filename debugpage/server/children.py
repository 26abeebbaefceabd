"""The processes that serve, as their parent sees them: started, told to go, stopped, ended."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from debugpage.server.channel import Channel, Message, pair
from debugpage.server.interrupts import interrupts_blocked
from debugpage.server.plan import Plan
from debugpage.server.serve import LEAVES_AFTER

KILLED_AFTER = LEAVES_AFTER + 1
"""Seconds from the request to stop until a process that is still there is killed."""

_OWN_FOLDER = str(Path(__file__).resolve().parents[2])
_START = (
    "import sys; sys.path.append({folder!r}); "
    "from {module} import main; main(*map(int, sys.argv[1:]))"
)
"""No `-m`: it would put the working folder first on the path, and a `queue.py` there in our way."""


class Said(NamedTuple):
    """A process sent a message."""

    child: "Child"
    message: Message


class Ended(NamedTuple):
    """A process ended.

    `status` is its exit code, or the negative number of a signal; None where nobody could tell.
    """

    child: "Child"
    status: int | None


Report = Callable[[Any], None]
"""Takes what happens, from any thread."""


class Process(Protocol):
    """What is known of a process, and can be done to it."""

    @property
    def pid(self) -> int:
        """Its number."""

    def wait(self) -> int | None:
        """Wait for its end, and return how it ended, as `Ended` tells it."""

    def send(self, number: int) -> None:
        """Send it a signal; only while it was not waited for."""

    def close(self) -> None:
        """Let go of it, when it has ended."""


class Child:
    """A process that is to serve; what it says and its end are reported, in their order.

    is_prepared: whether it has loaded anything ahead.
    """

    def __init__(
        self, process: Process, channel: Channel, report: Report, *, is_prepared: bool
    ) -> None:
        self.pid = process.pid
        self.is_prepared = is_prepared
        self.is_stopping = False
        self._process = process
        self._channel = channel
        self._report = report
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._last = threading.Timer(KILLED_AFTER, self.kill)
        self._last.daemon = True
        self._listener = threading.Thread(target=self._listen, name="debugpage child", daemon=True)
        self._listener.start()
        threading.Thread(target=self._watch, name="debugpage child's end", daemon=True).start()

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        return not self._ended.is_set()

    def go(self) -> None:
        """Let it load the project and serve."""
        self.tell({"do": "go"})

    def tell(self, message: Message, descriptors: Sequence[int] = ()) -> None:
        """Send it a message, and with it open files by their descriptors (POSIX alone)."""
        self._channel.send(message, descriptors)

    def stop(self) -> None:
        """Let it end in order; kill it where it does not."""
        if self.is_stopping:
            return
        self.is_stopping = True
        if os.name == "posix":
            self._signal(signal.SIGTERM)
        else:
            self._channel.finish()
        self._last.start()

    def kill(self) -> None:
        """End it at once."""
        self._signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended, and tell whether it has."""
        return self._ended.wait(seconds)

    def _signal(self, number: int) -> None:
        with self._lock:
            if self.is_alive:
                self._process.send(number)

    def _listen(self) -> None:
        for message in self._channel:
            self._report(Said(self, message))

    def _watch(self) -> None:
        # Not by the end of the channel: processes that the app has forked may hold it open.
        status = self._process.wait()
        self._channel.hang_up()
        self._listener.join()
        with self._lock:
            self._ended.set()
            self._process.close()
        self._channel.close()
        self._last.cancel()
        self._report(Ended(self, status))


def told_end(status: int | None) -> str:
    """Return how a process ended, as the rest of a sentence."""
    if status is None:
        return "ended"
    if status >= 0:
        return f"ended with exit code {status}"
    try:
        return f"was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"was ended by signal {-status}"


class Spawned:
    """A process that runs in an interpreter of its own."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.pid = process.pid
        self._process = process

    def wait(self) -> int:
        """Wait for its end, and return how it ended."""
        return self._process.wait()

    def send(self, number: int) -> None:
        """Send it a signal, if it has not ended."""
        self._process.send_signal(number)

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""


class Around(NamedTuple):
    """What all processes that serve are given: the listening socket, environment and errors.

    `environ` makes their environment anew for each; `errors` is the descriptor that takes what
    they write to standard error. `here` is where they work: our own working folder may have been
    deleted, and another one made in its place.
    """

    listener: socket.socket
    environ: Callable[[], Mapping[str, str]]
    errors: int
    here: Path


def spawn(plan: Plan, around: Around, report: Report) -> Child:
    """Start a process for a plan, in a new interpreter; it waits for `go`."""
    process, channel = start("debugpage.server.child", plan, around)
    return Child(process, channel, report, is_prepared=bool(plan.steps))


def start(module: str, plan: Plan, around: Around) -> tuple[Spawned, Channel]:
    """Start a new interpreter that runs `main` of a module of ours, and hand it a plan."""
    channel, theirs = pair()
    descriptors = (theirs.fileno(), around.listener.fileno())
    code = _START.format(folder=_OWN_FOLDER, module=module)
    command = [sys.executable, "-P", "-c", code, *map(str, descriptors)]
    environ = dict(around.environ())
    with interrupts_blocked():
        process = _popen(command, around, environ, descriptors)
    theirs.close()
    channel.send(plan.to_message())
    return Spawned(process), channel


def _popen(
    command: list[str], around: Around, environ: dict[str, str], descriptors: tuple[int, int]
) -> "subprocess.Popen[bytes]":
    here = around.here if around.here.is_dir() else None
    if os.name == "posix":
        return subprocess.Popen(  # noqa: S603 - our own module
            command, cwd=here, env=environ, stderr=around.errors, pass_fds=descriptors
        )
    for handle in descriptors:
        os.set_handle_inheritable(handle, True)  # type: ignore[attr-defined]  # Windows alone
    return subprocess.Popen(  # noqa: S603 - our own module
        command, cwd=here, env=environ, stderr=around.errors, close_fds=False
    )
