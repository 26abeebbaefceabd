"""A server that tests play to an ASGI app with debugpage around it, on asyncio."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from debugpage.asgi import DebugMiddleware
from debugpage.report import Report

Message = dict[str, Any]
App = Callable[[Any, Any, Any], Awaitable[None]]

HEADERS = [
    (b"host", b"127.0.0.1:5000"),
    (b"accept", b"text/html"),
    (b"sec-fetch-site", b"none"),
    (b"sec-fetch-mode", b"navigate"),
    (b"sec-fetch-dest", b"document"),
]


def scope(kind: str = "http", **more: Any) -> dict[str, Any]:
    """Return the scope of a request that a browser sends."""
    return {
        "type": kind,
        "method": "GET",
        "scheme": {"websocket": "ws"}.get(kind, "http"),
        "path": "/shop",
        "query_string": b"",
        "headers": HEADERS,
        "client": ("127.0.0.1", 40_000),
        "server": ("127.0.0.1", 5_000),
        **more,
    }


class Played:
    """A server's side of one connection.

    `messages` are those to come, then it waits for ever. `sent` is what it was sent, `raised` what
    came out. Where it `refuses`, it raises that when it is sent something.
    """

    def __init__(self, *messages: Message, refuses: type[Exception] | None = None) -> None:
        self.messages = list(messages)
        self.sent: list[Message] = []
        self.raised: BaseException | None = None
        self.refuses = refuses

    async def receive(self) -> Message:
        if self.messages:
            return self.messages.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(self, message: Message) -> None:
        if self.refuses:
            raise self.refuses
        self.sent.append(message)

    async def run(self, app: App, connection: dict[str, Any]) -> "Played":
        """Have an app serve the connection."""
        try:
            async with asyncio.timeout(20):
                await app(connection, self.receive, self.send)
        except Exception as error:
            self.raised = error
        return self


def play(app: App, connection: dict[str, Any], *messages: Message, **options: Any) -> Played:
    """Have an app serve one connection, and return what came of it."""
    return asyncio.run(Played(*messages, **options).run(app, connection))


def watched(app: App, **options: Any) -> DebugMiddleware:
    return DebugMiddleware(app, enabled=True, **options)


def reports(app: DebugMiddleware) -> list[Report]:
    """Return what was recorded of an app, the newest first."""
    debugger = app._core._debugger
    return debugger._store.reports() if debugger is not None else []


def start(status: int = 200) -> Message:
    return {"type": "http.response.start", "status": status, "headers": []}


def body(data: bytes = b"x", *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": data, "more_body": more}
