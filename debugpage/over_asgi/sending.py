"""A response of ours, sent over ASGI."""

from typing import TYPE_CHECKING

from debugpage.held import Scope, Send

if TYPE_CHECKING:
    from debugpage.exchange import Response


async def send_response(response: "Response", scope: Scope, send: Send) -> None:
    """Send a response of ours; by the Denial Response extension, where a WebSocket was asked for.

    scope: of the connection that it answers.
    """
    from debugpage.exchange import field_bytes

    kind = "websocket.http" if scope["type"] == "websocket" else "http"
    headers = field_bytes(response.headers)
    body = b"" if scope.get("method") == "HEAD" else response.body
    await send({"type": f"{kind}.response.start", "status": response.status, "headers": headers})
    await send({"type": f"{kind}.response.body", "body": body})
