"""Serve an ASGI app by uvicorn: HTTP, WebSockets and lifespan."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from debugpage.server.asgi_connection import Connection, Door
from debugpage.server.listen import QUEUE
from debugpage.server.serve import HALF_ARRIVED, Terms


class AsgiServer:
    """A uvicorn server on a socket that listens already; see `debugpage.server.serve.Server`."""

    def __init__(self, app: ASGIApp, listener: socket.socket, terms: Terms) -> None:
        door = Door(terms.pass_on)
        config = uvicorn.Config(
            app,
            backlog=QUEUE,
            interface="asgi3",  # uvicorn takes a method for an app of the version before
            http=partial(Connection, door),  # type: ignore[arg-type]  # only called
            log_level="warning",
            access_log=False,
            proxy_headers=False,  # the peer's address is a fact of the connection, not of a header
            server_header=False,
            timeout_graceful_shutdown=terms.grace,  # type: ignore[arg-type]  # only waited for
        )
        self._listener = listener
        self._server = _Server(config, terms, door)

    def run(self) -> None:
        """Serve until it is asked to stop."""
        self._server.run(sockets=[self._listener])

    def stop(self) -> None:
        """Ask it to stop."""
        self._server.stop()

    def take(self, connection: socket.socket) -> None:
        """Serve a connection that another process has accepted."""
        self._server.take(connection)


def _tells_more_than_the_end(record: logging.LogRecord) -> bool:
    """Leave out what uvicorn logs of requests cut off at the end, as streams always are."""
    is_cut = record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not is_cut and not record.getMessage().startswith("Cancel ")


def _accept_no_more(server: asyncio.Server) -> None:
    """Have a server accept no more connections; uvicorn closes it at its end.

    One of asyncio's own loop that is closed drops, without a word, the connections that it has
    accepted in the same turn and given to no protocol yet: the client is reset.
    """
    loop = server.get_loop()
    if isinstance(loop, asyncio.SelectorEventLoop):
        for listener in server.sockets:
            loop.remove_reader(listener)
    else:
        server.close()


class _Server(uvicorn.Server):
    """A server that says when it is ready, and closes its door before it ends."""

    def __init__(self, config: uvicorn.Config, terms: Terms, door: Door) -> None:
        super().__init__(config)
        self._terms = terms
        self._door = door
        self._loop: asyncio.AbstractEventLoop | None = None
        self._beginning: set[asyncio.Task[None]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        # Taken when the app's own start-up is over: who is asked to stop meanwhile listens to none.
        await super().startup(one for one in sockets or () if not self._door.is_closed)  # type: ignore[arg-type]
        if self.started:
            self._terms.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            _accept_no_more(server)
        await asyncio.sleep(0)  # what was accepted just now is given a protocol
        await super().shutdown(sockets)

    def stop(self) -> None:
        if self._loop is None:
            self._door.is_closed = self.should_exit = True
        else:
            with suppress(RuntimeError):  # it has ended
                self._loop.call_soon_threadsafe(self._close_door)

    def take(self, connection: socket.socket) -> None:
        assert self._loop is not None  # noqa: S101 - it is ready
        # After that its loop may take up no more of what it is told.
        if self._door.is_closed:
            self._terms.pass_on(connection.fileno())
            connection.close()
        else:
            self._loop.call_soon_threadsafe(self._begin, connection)

    def _begin(self, connection: socket.socket) -> None:
        task = asyncio.create_task(self._take(connection))
        self._beginning.add(task)
        task.add_done_callback(self._beginning.discard)

    async def _take(self, connection: socket.socket) -> None:
        make = partial(
            Connection,
            self._door,
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )
        with suppress(OSError):  # the client has gone
            await asyncio.get_running_loop().connect_accepted_socket(make, connection)

    def _close_door(self) -> None:
        logging.getLogger("uvicorn.error").addFilter(_tells_more_than_the_end)
        self._door.is_closed = True
        # What waits in the kernel's queue belongs to whoever serves the socket next.
        for server in getattr(self, "servers", ()):
            _accept_no_more(server)
        # uvicorn would come to that a tenth of a second later, and go on meanwhile to answer with
        # old code whatever a browser asks by a connection that it kept.
        for connection in list(self.server_state.connections):
            if isinstance(connection, Connection):
                connection.shutdown()
        if self._loop is not None:
            self._loop.call_later(HALF_ARRIVED, self._leave)

    def _leave(self) -> None:
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # `debugpage.server.serve.serve` does. uvicorn's own way raises the signal again at the
        # end, and what is registered to run at exit would not run.
        yield
