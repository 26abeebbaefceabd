"""The debugger of an app that brings its own server, which neither WSGI nor ASGI reaches.

Does: decide on or off, answer requests for our own paths, make an error's page; on asyncio's loop.
Does not: know any framework, whose adapter turns requests and responses.
"""

import asyncio
import ssl
from collections.abc import Callable
from contextvars import copy_context
from functools import cached_property, partial
from http.client import HTTPConnection, HTTPSConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from debugpage.beside import in_thread
from debugpage.core import Core
from debugpage.options import Options
from debugpage.surroundings import Surroundings, task_here

if TYPE_CHECKING:
    from debugpage.exchange import Peer, Request, Response
    from debugpage.healing.again import KeptRequest
    from debugpage.healing.answer import Came

SECONDS = 60
"""How long the app may take for a request that is sent again."""


class Native:
    """What an adapter asks for one app.

    app: asked for its name, and for its debug switch, unless `switch` returns what has that.
    options: settings, the fields of `debugpage.Options`, by name.

    Raises OptionError for an option that is unknown or ill-typed.
    """

    def __init__(
        self, app: object, options: dict[str, Any], switch: Callable[[], object] | None = None
    ) -> None:
        self._options = Options.load(options)
        self._switch = switch or (lambda: app)
        self._core = Core(self._options, app)

    @cached_property
    def is_on(self) -> bool:
        """Whether requests are served; decided once, at the first one."""
        from debugpage import elsewhere
        from debugpage.interlock import is_on

        if not is_on(self._options, self._switch()):
            return False
        elsewhere.watch(self._core)
        return True

    def is_own(self, path: str) -> bool:
        """Tell whether a path below the app's mount is one of ours."""
        return f"{path}/".startswith(self._options.path)

    async def answer(self, request: "Request") -> "Response":
        """Answer a request for one of our own paths, which has its whole body."""
        from debugpage.exchange import Response
        from debugpage.healing.answer import Resend

        answer = await in_thread(partial(self._core.on_request, request))
        if isinstance(answer, Resend):
            return answer.told(await in_thread(partial(_resend, answer.request, request)))
        assert isinstance(answer, Response), "news is told only where a request `lasts`"  # noqa: S101
        return answer

    async def on_error(
        self,
        error: BaseException,
        see: "Callable[[], Request]",
        endpoint: str = "",
        parameters: tuple[tuple[str, str], ...] = (),
    ) -> "Response":
        """Record an error of the code that runs here, and return its page.

        see: looks at the request that failed. endpoint, parameters: its view's name and arguments.
        """
        around = Surroundings(
            copy_context(), asyncio.get_running_loop(), task_here(), endpoint, parameters
        )
        return await in_thread(partial(self._core.on_error, error, see, around))


def peer_of(peername: object, sockname: object) -> "Peer":
    """Return the two ends of a connection, as its transport tells them: a Unix socket has texts."""
    from debugpage.exchange import Peer

    ends: list[Any] = []
    for end in (peername, sockname):
        ends += end[:2] if isinstance(end, tuple) else (None, None)
    return Peer(*ends)


def closing_reason(error: BaseException, page: "Response") -> str:
    """Return why a WebSocket is closed: the type of an error and the way to its page."""
    from debugpage.over_asgi import websocket

    path = dict(page.headers)["Link"].partition("<")[2].partition(">")[0]
    return websocket.closing_reason(error, path)


def _resend(kept: "KeptRequest", asked: "Request") -> "Came":
    """Send a kept request to the server that has this one, by a connection of our own."""
    from debugpage.healing.answer import MOST_TOLD_BYTES, Gathered

    path = quote(kept.root + kept.path, errors="replace")
    connection = _connection_to(asked.peer, asked.scheme)
    gathered = Gathered()
    try:
        connection.putrequest(
            kept.method,
            f"{path}?{kept.query}" if kept.query else path,
            skip_host=True,
            skip_accept_encoding=True,
        )
        for name, value in (*kept.headers, ("content-length", str(len(kept.body)))):
            connection.putheader(name, value)
        connection.endheaders(kept.body)
        came = connection.getresponse()
        gathered.begin(came.status, tuple(came.getheaders()))
        gathered.take(came.read(MOST_TOLD_BYTES))
    finally:
        connection.close()
    return gathered.came()


def _connection_to(server: "Peer", scheme: str) -> HTTPConnection:
    host, port = server.server_host or "", server.server_port
    if scheme != "https":
        return HTTPConnection(host, port, timeout=SECONDS)
    trusting = ssl.create_default_context()  # it is this process, whatever name its certificate has
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    return HTTPSConnection(host, port, timeout=SECONDS, context=trusting)
