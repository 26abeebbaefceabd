"""Serve a WSGI app by werkzeug's development server, a thread for each connection."""

import selectors
import socket
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from debugpage.server.serve import Terms

_MOST_WAKINGS = 4096


class WsgiServer:
    """A werkzeug server on a socket that listens already; see `debugpage.server.serve.Server`.

    Nothing is raised from a signal handler, which could lose a connection just accepted: stopping
    wakes the loop that accepts.
    """

    def __init__(self, app: Any, listener: socket.socket, terms: Terms) -> None:
        # Another process may take the connection that woke us; accepting must not wait then.
        listener.setblocking(False)
        host, port = listener.getsockname()[:2]
        self._server = _LeavingServer(host, port, app, _Handler, fd=listener.fileno())
        self._server.pass_on = terms.pass_on
        listener.close()
        self._terms = terms
        self._taken: deque[socket.socket] = deque()
        self._is_over = False
        self._woken, self._waker = socket.socketpair()
        self._waker.setblocking(False)

    def run(self) -> None:
        """Serve until it is asked to stop."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._server.socket, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            self._terms.ready()
            while not self._is_over:
                if self._is_woken(selector.select()):
                    self._woken.recv(_MOST_WAKINGS)
                    self._empty(self._serve)
                else:
                    self._server.handle_request()
        self._server.server_close()
        self._server.drain(self._terms.grace)
        self._woken.close()
        self._empty(self._pass_on)

    def stop(self) -> None:
        """Ask it to stop."""
        self._is_over = True
        with suppress(OSError):  # it has ended
            self._waker.send(b".")

    def take(self, connection: socket.socket) -> None:
        """Serve a connection that another process has accepted."""
        # Not in this thread: where gevent is at work, what is begun in it would never run.
        self._taken.append(connection)
        try:
            self._waker.send(b".")
        except OSError:  # it has ended
            self._empty(self._pass_on)

    def _is_woken(self, ready: list[tuple[selectors.SelectorKey, int]]) -> bool:
        return any(key.fileobj is self._woken for key, _ in ready)

    def _empty(self, use: Callable[[socket.socket], None]) -> None:
        """Use all connections that were taken, each once, whichever thread comes first."""
        with suppress(IndexError):
            while True:
                use(self._taken.popleft())

    def _serve(self, connection: socket.socket) -> None:
        connection.setblocking(True)  # which all processes that have it share
        with suppress(OSError):  # the client has gone
            self._server.process_request(connection, connection.getpeername())

    def _pass_on(self, connection: socket.socket) -> None:
        self._terms.pass_on(connection.fileno())
        connection.close()


class _Handler(WSGIRequestHandler):
    """Writes no line for each request: the app's own output is what one wants to see."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None: ...


class _LeavingServer(ThreadedWSGIServer):
    """A server that knows how many connections it serves, and passes on those not read from yet.

    Each answer closes its connection, so there are no others that could be passed on.
    """

    timeout = 0  # handle_request() is called when there is a connection, or was: it never waits
    pass_on: Callable[[int], bool]

    def __init__(self, *details: Any, **more: Any) -> None:
        super().__init__(*details, **more)
        self._under_way = 0
        self._changed = threading.Condition()
        self._over, self._ender = socket.socketpair()

    def drain(self, seconds: float) -> None:
        """Wait until all connections have ended or left, at most so many seconds."""
        self._ender.close()
        with self._changed:
            self._changed.wait_for(lambda: not self._under_way, seconds)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = self.socket.accept()
        connection.setblocking(True)  # some systems let it inherit what the listener has
        return connection, address

    def process_request(self, request: Any, client_address: Any) -> None:
        # Counted before its thread starts: drain() may be called in between.
        self._count(1)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            if self._ends_before(request) and self.pass_on(request.fileno()):
                request.close()
            else:
                super().process_request_thread(request, client_address)
        finally:
            self._count(-1)

    def _ends_before(self, request: socket.socket) -> bool:
        """Wait for a request, or the end; tell whether the end came before anything was read."""
        with selectors.DefaultSelector() as selector:
            selector.register(request, selectors.EVENT_READ)
            selector.register(self._over, selectors.EVENT_READ)
            return any(key.fileobj is self._over for key, _ in selector.select())

    def _count(self, number: int) -> None:
        with self._changed:
            self._under_way += number
            self._changed.notify_all()
