"""Starlette."""

from typing import NoReturn

import jinja2
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from tests.matrix.apps.shop import (
    PRICES,
    TEMPLATE,
    SoldOut,
    fails_after_async,
    fails_before_async,
    price_of,
)
from tests.matrix.apps.twins import twins

loader = jinja2.DictLoader({"price.html": TEMPLATE})
templates = Jinja2Templates(env=jinja2.Environment(loader=loader))


async def price(request: Request) -> Response:
    country = request.path_params["country"]
    return PlainTextResponse(f"A parcel costs {PRICES[country]:.2f} GBP.")


async def refused(request: Request) -> NoReturn:
    raise HTTPException(418)


async def sold_out(request: Request) -> NoReturn:
    raise SoldOut


async def answer_sold_out(request: Request, error: Exception) -> Response:
    return PlainTextResponse("sold out", 409)


async def own_500(request: Request) -> Response:
    return PlainTextResponse("my own five hundred", 500)


async def stream_before(request: Request) -> Response:
    return StreamingResponse(fails_before_async(), media_type="text/plain")


async def stream_after(request: Request) -> Response:
    return StreamingResponse(fails_after_async(), media_type="text/plain")


async def template(request: Request) -> Response:
    return templates.TemplateResponse(request, "price.html", {"zero": 0})


async def ws_before(socket: WebSocket) -> None:
    price_of("DE")


async def ws_after(socket: WebSocket) -> None:
    await socket.accept()
    price_of("DE")


class FailingMiddleware:
    """Fails for one path."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") == "/middleware":
            price_of("DE")
        await self.app(scope, receive, send)


def make() -> Starlette:
    """Return a fresh app."""
    views = (refused, sold_out, own_500, stream_before, stream_after, template)
    sockets = (ws_before, ws_after)
    return Starlette(
        routes=[
            Route("/price/{country}", price),
            *(Route("/" + view.__name__.replace("_", "-"), view) for view in views),
            *(WebSocketRoute("/" + one.__name__.replace("_", "-"), one) for one in sockets),
        ],
        middleware=[Middleware(FailingMiddleware)],
        exception_handlers={SoldOut: answer_sold_out},
    )


app = twins(make)
