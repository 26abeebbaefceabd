"""Falcon over ASGI."""

from collections.abc import AsyncIterator

import falcon.asgi
import jinja2
from falcon.asgi import Request, Response, WebSocket

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


async def encoded(chunks: AsyncIterator[str]) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        yield chunk.encode()


class Price:
    async def on_get(self, request: Request, response: Response, country: str) -> None:
        response.text = f"A parcel costs {PRICES[country]:.2f} GBP."


class Shop:
    """Its methods answer the other addresses, by Falcon's suffixes."""

    async def on_get_refused(self, request: Request, response: Response) -> None:
        raise falcon.HTTPForbidden

    async def on_get_sold_out(self, request: Request, response: Response) -> None:
        raise SoldOut

    async def on_get_own_500(self, request: Request, response: Response) -> None:
        response.status, response.text = 500, "my own five hundred"

    async def on_get_stream_before(self, request: Request, response: Response) -> None:
        response.stream = encoded(fails_before_async())

    async def on_get_stream_after(self, request: Request, response: Response) -> None:
        response.stream = encoded(fails_after_async())

    async def on_get_template(self, request: Request, response: Response) -> None:
        response.text = templates.get_template("price.html").render(zero=0)

    async def on_websocket_before(self, request: Request, ws: WebSocket) -> None:
        price_of("DE")

    async def on_websocket_after(self, request: Request, ws: WebSocket) -> None:
        await ws.accept()
        price_of("DE")


class FailingMiddleware:
    async def process_request(self, request: Request, response: Response) -> None:
        if request.path == "/middleware":
            price_of("DE")


async def answer_sold_out(
    request: Request, response: Response, error: Exception, params: object, ws: object = None
) -> None:
    response.status, response.text = 409, "sold out"


def make() -> falcon.asgi.App:  # type: ignore[type-arg]  # of Falcon's own request and response
    """Return a fresh app."""
    app = falcon.asgi.App(middleware=[FailingMiddleware()])
    app.add_route("/price/{country}", Price())
    for name in ("refused", "sold_out", "own_500", "stream_before", "stream_after", "template"):
        app.add_route("/" + name.replace("_", "-"), Shop(), suffix=name)
    app.add_route("/ws-before", Shop(), suffix="before")
    app.add_route("/ws-after", Shop(), suffix="after")
    app.add_error_handler(SoldOut, answer_sold_out)
    return app


app = twins(make)
