"""Run an app on a server of the interface it speaks, until somebody asks it to stop.

Stopping is in order: no new connection from then on, a moment for requests that are half here, a
time for those under way, then the shutdown of the app itself. Both servers do it alike.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Protocol

from debugpage.server.interface import Interface

HALF_ARRIVED = 0.02
"""Seconds left to connections that were accepted, for their request to be read."""

GRACE = 1.0
"""Seconds that requests under way may take to end, once the server was asked to stop."""


class Server(Protocol):
    """An app being served."""

    def run(self) -> None:
        """Serve until it is asked to stop; in the main thread, where Python delivers signals."""

    def stop(self) -> None:
        """Ask it to stop; may be called from any thread, and from a signal handler."""


def make_server(
    app: Any, interface: Interface, listener: Any, ready: Callable[[], None], grace: float = GRACE
) -> Server:
    """Return a server of `app` on `listener`, a listening socket that it closes at its end.

    ready: called once, as soon as requests are answered. grace: seconds for requests under way.
    """
    if interface == "asgi":
        from debugpage.server.asgi_server import AsgiServer

        return AsgiServer(app, listener, ready, grace)
    from debugpage.server.wsgi_server import WsgiServer

    return WsgiServer(app, listener, ready, grace)


def serve(server: Server, grace: float = GRACE) -> None:
    """Run a server until SIGINT (Ctrl+C) or SIGTERM asks it to stop; a second one ends it at once.

    Must be called in the main thread. The process ends with it: code of the app that never comes
    back is left behind a second after `grace`.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for number in _SIGNALS:
            signal.signal(number, _leave_at_once)
        _leave_after(grace + 1)
        server.stop()

    for number in _SIGNALS:
        signal.signal(number, stop)
    server.run()


_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def _leave_after(seconds: float) -> None:
    last = threading.Timer(seconds, leave)
    last.daemon = True
    last.start()


def _leave_at_once(_signal: int, _frame: FrameType | None) -> None:
    leave()


def leave(status: int = 0) -> None:
    """End the process without waiting for threads that do not end."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a process may have none (pythonw)
            stream.flush()
    os._exit(status)
