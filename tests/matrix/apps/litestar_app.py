"""Litestar."""

from typing import Any

import jinja2
from litestar import Litestar, MediaType, Request, Response, WebSocket, get, websocket
from litestar.di import NamedDependency, Provide
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Stream
from litestar.types import ASGIApp, Receive, Scope, Send

from tests.matrix.apps.shop import (
    PRICES,
    TEMPLATE,
    SoldOut,
    fails_after_async,
    fails_before_async,
    price_of,
)
from tests.matrix.apps.twins import twins

templates = jinja2.Environment(loader=jinja2.DictLoader({"price.html": TEMPLATE}))


@get("/price/{country:str}", media_type=MediaType.TEXT)
async def price(request: Request[Any, Any, Any], country: FromPath[str]) -> str:
    return f"A parcel costs {PRICES[country]:.2f} GBP."


@get("/refused")
async def refused() -> None:
    raise PermissionDeniedException


@get("/sold-out")
async def sold_out() -> None:
    raise SoldOut


@get("/own-500", media_type=MediaType.TEXT)
async def own_500() -> Response[str]:
    return Response("my own five hundred", status_code=500)


@get("/stream-before")
async def stream_before() -> Stream:
    return Stream(fails_before_async)


@get("/stream-after")
async def stream_after() -> Stream:
    return Stream(fails_after_async)


@get("/template", media_type=MediaType.HTML)
async def template() -> str:
    return str(templates.get_template("price.html").render(zero=0))


async def cost_of() -> float:
    return price_of("DE")


@get("/dependency", media_type=MediaType.TEXT, dependencies={"cost": Provide(cost_of)})
async def dependency(cost: NamedDependency[float]) -> str:
    return str(cost)


@websocket("/ws-before")
async def ws_before(socket: WebSocket[Any, Any, Any]) -> None:
    price_of("DE")


@websocket("/ws-after")
async def ws_after(socket: WebSocket[Any, Any, Any]) -> None:
    await socket.accept()
    price_of("DE")


def failing_middleware(app: ASGIApp) -> ASGIApp:
    """Fail for one path."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/middleware":
            price_of("DE")
        await app(scope, receive, send)

    return middleware


@get("/middleware")
async def guarded() -> None:
    """Do nothing: Litestar asks its middleware only on the way to a view."""


def answer_sold_out(request: Request[Any, Any, Any], error: SoldOut) -> Response[str]:
    return Response("sold out", status_code=409, media_type=MediaType.TEXT)


def make() -> Litestar:
    """Return a fresh app."""
    views = (price, refused, sold_out, own_500, stream_before, stream_after, template, guarded)
    return Litestar(
        [*views, dependency, ws_before, ws_after],
        middleware=[failing_middleware],
        exception_handlers={SoldOut: answer_sold_out},
    )


app = twins(make)
