"""News and requests that are sent again, over ASGI (version 3)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from debugpage.exchange import field_bytes
from debugpage.healing.again import KeptRequest
from debugpage.healing.answer import Came, EventStream, Gathered
from debugpage.healing.news import HEARTBEAT, HEARTBEAT_SECONDS, Listener

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

_OF_THE_SERVER = ("type", "asgi", "http_version", "scheme", "client", "server", "state", "app")


async def stream(answer: EventStream, receive: Receive, send: Send) -> None:
    """Send what a listener is told, until that or the client's connection ends.

    Only the development server has news; it runs asyncio.
    """
    gone = asyncio.ensure_future(_disconnected(receive))
    try:
        with suppress(OSError):  # the client went away, which is one end of it
            headers = field_bytes(answer.headers)
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await _tell(answer.listener, gone, send)
    finally:
        gone.cancel()
        answer.listener.leave()


async def _tell(listener: Listener, gone: "asyncio.Future[None]", send: Send) -> None:
    woken, loop = asyncio.Event(), asyncio.get_running_loop()

    def wake() -> None:
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(woken.set)

    woken.set()
    listener.wake_by(wake)
    while not listener.is_over and not gone.done():
        await _either(gone, woken)
        woken.clear()
        told = listener.take() or HEARTBEAT
        await send({"type": "http.response.body", "body": told, "more_body": True})
    await send({"type": "http.response.body", "body": listener.take()})


async def _either(gone: "asyncio.Future[None]", woken: asyncio.Event) -> None:
    waiting = asyncio.ensure_future(woken.wait())
    both: set[asyncio.Future[Any]] = {gone, waiting}
    await asyncio.wait(both, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def resend(app: App, request: KeptRequest, scope: Scope, receive: Receive) -> Came:
    """Have an app answer a request that was kept, and return what came.

    scope, receive: of the request by which a page asked for it, and which has been read: they tell
    server and peer, and when the page goes away.
    """
    gathered = Gathered()
    unread = [{"type": "http.request", "body": request.body, "more_body": False}]

    async def receive_again() -> Message:
        return unread.pop() if unread else await receive()

    async def gather(message: Message) -> None:
        if message["type"] == "http.response.start":
            gathered.begin(message["status"], _decoded(message.get("headers", ())))
        elif message["type"] == "http.response.body":
            gathered.take(message.get("body", b""))

    try:
        await app(_scope_of(request, scope), receive_again, gather)
    except Exception:
        if not gathered.status:
            raise
        logging.getLogger("debugpage").warning("a request that was sent again failed half-way")
    return gathered.came()


def _scope_of(request: KeptRequest, scope: Scope) -> Scope:
    made = {key: scope[key] for key in _OF_THE_SERVER if key in scope}
    length = (("content-length", str(len(request.body))),)
    path = request.root + request.path
    return {
        **made,
        "method": request.method,
        "root_path": request.root,
        "path": path,
        "raw_path": quote(path, errors="replace").encode(),
        "query_string": request.query.encode("latin-1"),
        "headers": field_bytes((*request.headers, *length)),
    }


def _decoded(headers: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)
