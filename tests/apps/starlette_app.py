"""A Starlette app that fails in every way, with debugpage added inside it and wrapped around it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import NoReturn

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from debugpage.asgi import DebugMiddleware
from tests.apps.actors import play_browser
from tests.apps.failures import HandledError, boom, called


async def ok(request: Request) -> Response:
    return PlainTextResponse("ok", headers={"X-App": "its own"})


async def fail(request: Request) -> NoReturn:
    boom()


def fail_in_thread(request: Request) -> NoReturn:
    boom()


async def abort(request: Request) -> NoReturn:
    raise HTTPException(418, "short and stout")


async def handled(request: Request) -> NoReturn:
    raise HandledError


async def answer_handled(request: Request, error: Exception) -> Response:
    return PlainTextResponse("handled by the app", 409)


async def own_500(request: Request) -> Response:
    return PlainTextResponse("my own five hundred", 500)


async def slow_background(request: Request) -> Response:
    """Answer with an own 500 and go on working for longer than anyone should wait."""
    task = BackgroundTask(asyncio.sleep, 1.5)
    return PlainTextResponse("my own five hundred", 500, background=task)


async def background(request: Request) -> Response:
    return PlainTextResponse("answered", background=BackgroundTask(boom))


def streaming(chunks: Callable[[], AsyncIterator[str]]) -> Callable[[Request], Response]:
    """Return a view that streams what `chunks` yields; run in a thread, like any plain function."""
    return lambda request: StreamingResponse(chunks(), media_type="text/plain")


async def whole() -> AsyncIterator[str]:
    yield ""
    yield "first,"
    yield "second"


async def before() -> AsyncIterator[str]:
    boom()
    yield "never"


async def empty() -> AsyncIterator[str]:
    yield ""
    boom()


async def after() -> AsyncIterator[str]:
    yield "first"
    boom()


async def post(request: Request) -> Response:
    return PlainTextResponse(await request.body())


class CountRequests:
    """Middleware that counts what reaches the app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            called()
        await self.app(scope, receive, send)


def make() -> Starlette:
    """Return a fresh app, without debugpage."""
    app = Starlette(
        routes=[
            Route("/ok", ok),
            Route("/boom", fail),
            Route("/boom-in-thread", fail_in_thread),
            Route("/abort", abort),
            Route("/handled", handled),
            Route("/own-500", own_500),
            Route("/slow-background", slow_background),
            Route("/background", background),
            Route("/stream", streaming(whole)),
            Route("/stream-before", streaming(before)),
            Route("/stream-empty", streaming(empty)),
            Route("/stream-after", streaming(after)),
            Route("/post", post, methods=["POST"]),
            Route("/big-post", fail, methods=["POST"]),
        ],
        exception_handlers={HandledError: answer_handled},
    )
    app.add_middleware(CountRequests)
    return app


bare = make()

added = make()
added.add_middleware(DebugMiddleware, identify=play_browser)  # type: ignore[arg-type]  # mypy sees app among **options

wrapped = DebugMiddleware(make(), identify=play_browser)
