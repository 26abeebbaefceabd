"""Run an app on a server of the interface it speaks, until somebody asks it to stop.

Stopping is in order: no new connection from then on, those by which nothing is asked are passed
on, a time for requests under way, then the shutdown of the app itself. Both servers do it alike.
"""

import _thread
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, NamedTuple, NoReturn, Protocol

from debugpage.interface import Interface

HALF_ARRIVED = 0.02
"""Seconds left to connections that cannot be passed on, for their request to be read."""

GRACE = 1.0
"""Seconds that requests under way may take to end, once the server was asked to stop."""

LEAVES_AFTER = GRACE + 1
"""Seconds after which the process ends that was asked to stop, whatever still runs in it."""

# As they are now: gevent puts others in their place, and those wait for a loop that may be stuck.
_sleep, _start = time.sleep, _thread.start_new_thread


class Server(Protocol):
    """An app being served."""

    def run(self) -> None:
        """Serve until it is asked to stop; in the main thread, where Python delivers signals."""

    def stop(self) -> None:
        """Ask it to stop; may be called from any thread, and from a signal handler."""

    def take(self, connection: socket.socket) -> None:
        """Serve a connection that another process has accepted, once this is ready; any thread."""


def _keep(_descriptor: int) -> bool:
    return False


class Terms(NamedTuple):
    """What a server and who runs it agreed on.

    `ready` is called once, as soon as requests are answered. `grace` are the seconds for requests
    under way at the end. `pass_on` takes the descriptor of a connection by which nothing is asked,
    a copy of which is to be served by another process, and tells whether it did.
    """

    ready: Callable[[], None]
    grace: float = GRACE
    pass_on: Callable[[int], bool] = _keep


def make_server(app: Any, interface: Interface, listener: Any, terms: Terms) -> Server:
    """Return a server of `app` on `listener`, a listening socket that it closes at its end."""
    if interface == "asgi":
        from debugpage.server.asgi_server import AsgiServer

        return AsgiServer(app, listener, terms)
    from debugpage.server.wsgi_server import WsgiServer

    return WsgiServer(app, listener, terms)


def stopping(server: Server, grace: float = GRACE) -> Callable[[], None]:
    """Return what stops a server, and ends the process where that takes too long.

    It may be called from any thread and from a signal handler. Code of the app that never comes
    back is left behind `LEAVES_AFTER` - `GRACE` seconds after `grace`.
    """

    def stop() -> None:
        _start(_leave_after, (grace + LEAVES_AFTER - GRACE,))
        server.stop()

    return stop


def serve(
    server: Server,
    stop: Callable[[], None] | None = None,
    signals: tuple[signal.Signals, ...] = (signal.SIGINT, signal.SIGTERM),
) -> None:
    """Run a server until one of `signals` stops it; a second one ends the process at once.

    stop: what stops it; that of `stopping`, if None. Must be called in the main thread.
    """
    stop = stop or stopping(server)

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        for number in signals:
            signal.signal(number, lambda _number, _frame: leave())
        stop()

    for number in signals:
        signal.signal(number, on_signal)
    server.run()


def _leave_after(seconds: float) -> None:
    _sleep(seconds)
    leave()


def leave(status: int = 0) -> NoReturn:
    """End the process without waiting for threads that do not end."""
    for stream in (sys.stdout, sys.stderr):
        # A process may have none (pythonw), or one that nobody reads.
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(status)
