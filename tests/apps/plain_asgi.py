"""An ASGI app of no framework: every order in which an app may start, send and fail."""

from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from debugpage.asgi import DebugMiddleware
from tests.apps.actors import play_browser
from tests.apps.failures import HandledError, boom, called

PLAIN = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-app", b"its own")]


async def start(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": PLAIN})


async def chunk(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def answer(send: Send, status: int, body: bytes) -> None:
    await start(send, status)
    await chunk(send, body, more=False)


async def read(receive: Receive) -> bytes:
    parts = []
    while (event := await receive())["type"] == "http.request":
        parts.append(event["body"])
        if not event["more_body"]:
            break
    return b"".join(parts)


async def ok(receive: Receive, send: Send) -> None:
    await answer(send, 200, b"ok")


async def missing(receive: Receive, send: Send) -> None:
    await answer(send, 404, b"nothing at this address")


async def fail(receive: Receive, send: Send) -> None:
    boom()


async def abort(receive: Receive, send: Send) -> None:
    await answer(send, 418, b"short and stout")


async def handled(receive: Receive, send: Send) -> None:
    try:
        raise HandledError
    except HandledError:
        await answer(send, 409, b"handled by the app")


async def own_500(receive: Receive, send: Send) -> None:
    await answer(send, 500, b"my own five hundred")


async def stream(receive: Receive, send: Send) -> None:
    await start(send, 200)
    await chunk(send, b"")
    await chunk(send, b"first,")
    await chunk(send, b"second", more=False)


async def stream_empty(receive: Receive, send: Send) -> None:
    await start(send, 200)
    await chunk(send, b"")
    boom()


async def stream_after(receive: Receive, send: Send) -> None:
    await start(send, 200)
    await chunk(send, b"first")
    boom()


async def started(receive: Receive, send: Send) -> None:
    await start(send, 200)
    boom()


async def answered(receive: Receive, send: Send) -> None:
    """Fail when the response is out, as a background task does."""
    await answer(send, 200, b"answered")
    boom()


async def post(receive: Receive, send: Send) -> None:
    await answer(send, 200, await read(receive))


async def leave(receive: Receive, send: Send) -> None:
    raise SystemExit("left on purpose")


View = Callable[[Receive, Send], Awaitable[None]]

ROUTES: dict[str, View] = {
    "/ok": ok,
    "/boom": fail,
    "/abort": abort,
    "/handled": handled,
    "/own-500": own_500,
    "/stream": stream,
    "/stream-before": started,
    "/stream-empty": stream_empty,
    "/stream-after": stream_after,
    "/started": started,
    "/answered": answered,
    "/post": post,
    "/big-post": fail,
    "/exit": leave,
}


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """The app without debugpage."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] == "http":
        called()
        await ROUTES.get(scope["path"], missing)(receive, send)


async def lifespan(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


app: ASGIApp = DebugMiddleware(bare, identify=play_browser)

checked: ASGIApp = DebugMiddleware(bare)
"""The same with the real check of who is there."""
