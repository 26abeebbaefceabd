"""Requests for our own paths, served over ASGI."""

from functools import partial
from typing import TYPE_CHECKING

from debugpage.beside import in_thread
from debugpage.core import Core
from debugpage.healing.answer import EventStream, Resend
from debugpage.healing.over_asgi import App, resend, stream
from debugpage.held import Receive, Scope, Send
from debugpage.over_asgi.sending import send_response

if TYPE_CHECKING:
    from debugpage.exchange import Request


async def serve(
    request: "Request", core: Core, app: App, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer a request. app: what requests that are sent again go to."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "not a WebSocket"})
        return
    if request.method == "POST":
        request = request._replace(body=await _read_body(receive))
    answer = await in_thread(partial(core.on_request, request))
    if isinstance(answer, EventStream):
        await stream(answer, receive, send)
        return
    if isinstance(answer, Resend):
        answer = answer.told(await resend(app, answer.request, scope, receive))
    await send_response(answer, scope, send)


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
