"""Serve an ASGI app by uvicorn: HTTP, WebSockets and lifespan."""

import asyncio
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from debugpage.server.serve import HALF_ARRIVED


class AsgiServer:
    """A uvicorn server on a socket that listens already; see `debugpage.server.serve.Server`."""

    def __init__(
        self, app: ASGIApp, listener: socket.socket, ready: Callable[[], None], grace: float
    ) -> None:
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            proxy_headers=False,  # the peer's address is a fact of the connection, not of a header
            server_header=False,
            timeout_graceful_shutdown=grace,  # type: ignore[arg-type]  # only waited for: any number
        )
        self._listener = listener
        self._server = _Server(config, ready)

    def run(self) -> None:
        """Serve until it is asked to stop."""
        self._server.run(sockets=[self._listener])

    def stop(self) -> None:
        """Ask it to stop."""
        self._server.stop()


def _tells_more_than_the_end(record: logging.LogRecord) -> bool:
    """Leave out what uvicorn logs of requests cut off at the end, as streams always are."""
    is_cut = record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not is_cut and not record.getMessage().startswith("Cancel ")


class _Server(uvicorn.Server):
    """A server that says when it is ready, and closes its door before it ends."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._loop: asyncio.AbstractEventLoop | None = None
        self._unused: set[object] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def on_tick(self, counter: int) -> bool:
        # Browsers connect ahead of need: what asks nothing for so long (0.1 s) may stay silent.
        connections = self.server_state.connections  # of which WebSockets have no `cycle`
        self._unused = {one for one in connections if getattr(one, "cycle", one) is None}
        return await super().on_tick(counter)

    def stop(self) -> None:
        if self._loop is None:
            self.should_exit = True
        else:
            self._loop.call_soon_threadsafe(self._close_door)

    def _close_door(self) -> None:
        logging.getLogger("uvicorn.error").addFilter(_tells_more_than_the_end)
        # What waits in the kernel's queue belongs to whoever serves the socket next.
        for server in getattr(self, "servers", ()):
            server.close()
        self._close_kept()
        if self._loop is not None:
            self._loop.call_later(HALF_ARRIVED, self._leave)

    def _leave(self) -> None:
        self.should_exit = True
        self._close_kept()

    def _close_kept(self) -> None:
        # uvicorn would come to that a tenth of a second later, and go on meanwhile to answer with
        # old code whatever a browser asks by a connection that it kept. New ones are left to it.
        for connection in list(self.server_state.connections):
            if connection in self._unused or getattr(connection, "cycle", None) is not None:
                connection.shutdown()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # `debugpage.server.serve.serve` does. uvicorn's own way raises the signal again at the
        # end, and what is registered to run at exit would not run.
        yield
