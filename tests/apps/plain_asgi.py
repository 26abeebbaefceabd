"""An ASGI app of no framework: every order in which an app may start, send and fail."""

from collections.abc import Awaitable, Callable

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope

from debugpage.asgi import DebugMiddleware
from tests.apps.failures import HandledError, boom, called

PLAIN = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-app", b"its own")]


async def start(send: ASGISendCallable, status: int) -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": PLAIN, "trailers": False}
    )


async def chunk(send: ASGISendCallable, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def answer(send: ASGISendCallable, status: int, body: bytes) -> None:
    await start(send, status)
    await chunk(send, body, more=False)


async def read(receive: ASGIReceiveCallable) -> bytes:
    parts = []
    while (event := await receive())["type"] == "http.request":
        parts.append(event["body"])
        if not event["more_body"]:
            break
    return b"".join(parts)


async def ok(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    await answer(send, 200, b"ok")


async def missing(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    await answer(send, 404, b"nothing at this address")


async def fail(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    boom()


async def abort(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    await answer(send, 418, b"short and stout")


async def handled(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    try:
        raise HandledError
    except HandledError:
        await answer(send, 409, b"handled by the app")


async def own_500(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    await answer(send, 500, b"my own five hundred")


async def stream(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    await start(send, 200)
    await chunk(send, b"")
    await chunk(send, b"first,")
    await chunk(send, b"second", more=False)


async def stream_empty(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    await start(send, 200)
    await chunk(send, b"")
    boom()


async def stream_after(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    await start(send, 200)
    await chunk(send, b"first")
    boom()


async def started(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    await start(send, 200)
    boom()


async def answered(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Fail when the response is out, as a background task does."""
    await answer(send, 200, b"answered")
    boom()


async def post(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    await answer(send, 200, await read(receive))


async def leave(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    raise SystemExit("left on purpose")


View = Callable[[ASGIReceiveCallable, ASGISendCallable], Awaitable[None]]

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


async def bare(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """The app without debugpage."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] == "http":
        called()
        await ROUTES.get(scope["path"], missing)(receive, send)


async def lifespan(receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


app: ASGI3Application = DebugMiddleware(bare)
