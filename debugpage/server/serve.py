"""Run an ASGI app on the embedded server, until somebody presses Ctrl+C."""

import contextlib
import errno
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

GRACE_SECONDS = 2
"""How long requests under way may take to end once the server was asked to stop."""


class PortTakenError(OSError):
    """No port that may be used is free on the host."""


def listen(host: str, ports: Iterable[int]) -> socket.socket:
    """Return a socket that is bound to `host` and to the first free of `ports`.

    host: a textual address or a name; the first address it stands for is used.
    ports: TCP ports, tried in their order; 0 stands for any free one.

    Raises PortTakenError if every one of them is in use, OSError if one may not be used at all.
    """
    tried = list(ports)
    for port in tried:
        try:
            return _bind(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise PortTakenError(errno.EADDRINUSE, f"{_listed(tried, host)} in use already")


def _bind(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: SO_REUSEADDR would share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def _listed(ports: list[int], host: str) -> str:
    if len(ports) == 1:
        return f"port {ports[0]} on {host} is"
    return f"ports {ports[0]} to {ports[-1]} on {host} are"


def address_of(listener: socket.socket) -> str:
    """Return the URL, with its final slash, at which a browser reaches `listener`."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve(app: ASGIApp, listener: socket.socket, ready: Callable[[], None] = lambda: None) -> None:
    """Serve `app` on `listener` until SIGINT (Ctrl+C), then end quietly and close `listener`.

    ready: called once, in the server's thread, as soon as requests are answered.

    Must be called in the main thread, where Python delivers signals. The process ends with it:
    if code of the app, or typed into a console, never comes back, it is left behind.
    """
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # the peer's address is a fact of the connection, never of a header
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with contextlib.closing(listener), contextlib.suppress(KeyboardInterrupt):
        _Server(config, ready).run(sockets=[listener])


class _Server(uvicorn.Server):
    """A server that says when it is ready, and ends when it is told to, whatever still runs."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        last = threading.Timer(GRACE_SECONDS + 1, _leave)
        last.daemon = True
        last.start()


def _leave() -> None:
    """End the process without waiting for threads that do not end."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
