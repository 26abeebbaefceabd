"""FastAPI."""

from collections.abc import AsyncIterator
from typing import Annotated, NoReturn

import jinja2
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse

from tests.matrix.apps.shop import (
    PRICES,
    TEMPLATE,
    SoldOut,
    fails_after_async,
    fails_before_async,
    price_of,
)
from tests.matrix.apps.starlette_app import FailingMiddleware, ws_after, ws_before
from tests.matrix.apps.twins import twins

templates = jinja2.Environment(loader=jinja2.DictLoader({"price.html": TEMPLATE}))


async def price(request: Request, country: str) -> Response:
    return PlainTextResponse(f"A parcel costs {PRICES[country]:.2f} GBP.")


async def refused() -> NoReturn:
    raise HTTPException(418)


async def sold_out() -> NoReturn:
    raise SoldOut


async def answer_sold_out(request: Request, error: Exception) -> Response:
    return PlainTextResponse("sold out", 409)


async def own_500() -> Response:
    return PlainTextResponse("my own five hundred", 500)


async def stream_before() -> Response:
    return StreamingResponse(fails_before_async(), media_type="text/plain")


async def stream_after() -> Response:
    return StreamingResponse(fails_after_async(), media_type="text/plain")


async def template() -> Response:
    return HTMLResponse(templates.get_template("price.html").render(zero=0))


async def cost() -> AsyncIterator[float]:
    yield price_of("DE")


async def dependency(cost: Annotated[float, Depends(cost)]) -> Response:
    return PlainTextResponse(str(cost))


def make() -> FastAPI:
    """Return a fresh app."""
    app = FastAPI(title="Shop")
    app.get("/price/{country}", response_model=None)(price)
    for view in (refused, sold_out, own_500, stream_before, stream_after, template, dependency):
        app.get("/" + view.__name__.replace("_", "-"), response_model=None)(view)
    for socket in (ws_before, ws_after):
        app.websocket("/" + socket.__name__.replace("_", "-"))(socket)
    app.exception_handler(SoldOut)(answer_sold_out)
    app.add_middleware(FailingMiddleware)
    return app


app = twins(make)
