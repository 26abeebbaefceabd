"""The ASGI adapter: catches what an app raises, serves our own paths, passes on the rest."""

from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any

from debugpage.beside import in_thread
from debugpage.core import Core
from debugpage.held import HeldResponse, Receive, Send, running_loop, running_trio
from debugpage.rescue import slot_of_request
from debugpage.surroundings import Surroundings, task_here

if TYPE_CHECKING:
    from debugpage.exchange import Request, Response
    from debugpage.surroundings import Loop

Scope = MutableMapping[str, Any]
App = Callable[[Any, Any, Any], Awaitable[None]]
"""An ASGI app; frameworks type scope and events in ways of their own."""


class DebugMiddleware:
    """Wraps an ASGI app (version 3): what it raises becomes a page with a console in every frame.

    app: the app to wrap. options: settings, the fields of `debugpage.Options`, by name.

    Raises OptionError for an option that is unknown or ill-typed. Whether it is on is decided at
    the first request, when the framework's own debug switch is set; off, it hands everything to
    the app and does nothing else. An error whose page was sent is logged and ends here; one that
    came after the response had begun is recorded and raised again, so that the server cuts the
    connection. Cancellation and other exceptions that are no `Exception` pass.
    """

    def __init__(self, app: App, **options: Any) -> None:
        from debugpage.options import Options

        self.app = app
        self._options = Options.load(options)
        # Every path begins with "", so until it is decided, and when off, requests go aside.
        self._reserved = ""
        self._is_off = False
        self._has_slots = False
        self._core = Core(self._options, app)

    @property
    def path(self) -> str:
        """The path below which it answers."""
        return self._options.path

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection."""
        if self._reserved in scope.get("path", "") and await self._aside(scope, receive, send):
            return
        held = HeldResponse(scope, receive, send, self._answer_error)
        if self._has_slots:
            slot_of_request.set(held)
        try:
            await self.app(scope, held.receive, held.send)
            if held.start is not None:
                await held.finish()
            elif held.error is not None and not held.has_begun:
                await self._record(scope, held.error, held)
        except Exception as error:
            if not await self._has_answered(error, scope, held):
                raise
        finally:
            if held.pending is not None:
                held.pending.cancel()

    async def _aside(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Serve what is not for the app alone to serve, and tell whether that is done."""
        if not self._reserved and not self._is_off:
            self._decide()
        if self._is_off:
            await self.app(scope, receive, send)
            return True
        return await self._serves_own_path(scope, receive, send)

    def _decide(self) -> None:
        from debugpage.interlock import is_on, layers_of

        # Of two around one app the inner one serves: it has what the outer one would lack.
        is_second = any(isinstance(layer, DebugMiddleware) for layer in layers_of(self.app))
        if is_second or not is_on(self._options, self.app):
            self._is_off = True
            return
        from debugpage.rescue import watch_quart

        self._has_slots = watch_quart()
        self._reserved = self._options.path

    async def _has_answered(self, error: Exception, scope: Scope, held: HeldResponse) -> bool:
        """Answer an error with its page where that is still possible; else record it.

        Not recorded: that the client went away, and what ends a lifespan, which the server logs.
        """
        if error is held.broken or type(error).__name__ == "ClientDisconnect":
            return False
        if scope["type"] == "lifespan":
            return False
        if error is held.error and held.has_begun:
            return True
        if scope["type"] == "http" and not held.has_begun:
            await self._answer_error(scope, error, held)
            return True
        await self._record(scope, error, held)
        return False

    async def _answer_error(self, scope: Scope, error: BaseException, held: HeldResponse) -> None:
        held.drop()
        response = await self._record(scope, error, held)
        await _send_response(response, scope, held.send)

    async def _record(self, scope: Scope, error: BaseException, held: HeldResponse) -> "Response":
        around = (held.around or Surroundings(copy_context()))._replace(
            loop=_loop_here(), task=task_here()
        )
        see = partial(_see, scope, held)
        return await in_thread(partial(self._core.on_error, error, see, around))

    async def _serves_own_path(self, scope: Scope, receive: Receive, send: Send) -> bool:
        if scope["type"] == "lifespan" or self._reserved not in scope["path"]:
            return False
        from debugpage.exchange import from_scope
        from debugpage.healing.answer import EventStream, Resend
        from debugpage.healing.over_asgi import resend, stream

        request = from_scope(scope)
        if not request.path.startswith(self._reserved):
            return False
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "not a WebSocket"})
            return True
        if request.http.method == "POST":
            request = request._replace(body=await _read_body(receive))
        answer = await in_thread(partial(self._core.on_request, request))
        if isinstance(answer, EventStream):
            await stream(answer, receive, send)
            return True
        if isinstance(answer, Resend):
            answer = answer.told(await resend(self, answer.request, scope, receive))
        await _send_response(answer, scope, send)
        return True


def _loop_here() -> "Loop | None":
    """Return the loop that runs here, asyncio's or trio's."""
    loop: Loop | None = running_loop()
    if loop is None and (trio := running_trio()) is not None:
        loop = trio.lowlevel.current_trio_token()
    return loop


def _see(scope: Scope, held: HeldResponse) -> "Request":
    from debugpage.exchange import from_scope

    request = from_scope(scope)
    if held.request_body is not None:
        request = request._replace(body=held.request_body.content())
    return request


async def _read_body(receive: Receive) -> bytes:
    """Read the body of a request for one of our own paths: a little more than is taken.

    Of a body that ends because its sender went away, nothing is taken (RFC 9112, section 8).
    """
    from debugpage.console.command import MOST_BYTES

    body = b""
    while len(body) <= MOST_BYTES:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body


async def _send_response(response: "Response", scope: Scope, send: Send) -> None:
    from debugpage.exchange import field_bytes

    headers = field_bytes(response.headers)
    body = b"" if scope["method"] == "HEAD" else response.body
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
