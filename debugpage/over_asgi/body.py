"""What an app reads of a request's body, kept in the request's scope."""

from debugpage.held import Message, Receive, Scope
from debugpage.kept import KeptBody

_BODY = "debugpage.body"


def keeping(receive: Receive, scope: Scope) -> Receive:
    """Return a `receive` that keeps what it gives of the body."""

    async def receive_and_keep() -> Message:
        message = await receive()
        if message["type"] == "http.request" and (chunk := message.get("body")):
            scope.setdefault(_BODY, KeptBody()).keep(chunk)
        return message

    return receive_and_keep


def body_of(scope: Scope) -> bytes:
    """Return what the app has read of a request's body, as far as that is kept."""
    body: KeptBody | None = scope.get(_BODY)
    return body.content() if body is not None else b""
