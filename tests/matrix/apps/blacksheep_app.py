"""BlackSheep."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NoReturn

import jinja2
from blacksheep import Application, Content, Request, Response, StreamedContent, WebSocket, text
from blacksheep.exceptions import Forbidden
from blacksheep.server.routing import Router

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


async def price(request: Request, country: str) -> Response:
    return text(f"A parcel costs {PRICES[country]:.2f} GBP.")


async def refused() -> NoReturn:
    raise Forbidden


async def sold_out() -> NoReturn:
    raise SoldOut


async def answer_sold_out(app: Application, request: Request, error: SoldOut) -> Response:
    return text("sold out", 409)


async def own_500() -> Response:
    return text("my own five hundred", 500)


def streaming(chunks: Callable[[], AsyncIterator[str]]) -> Callable[[], Awaitable[Response]]:
    async def encoded() -> AsyncIterator[bytes]:
        async for chunk in chunks():
            yield chunk.encode()

    async def stream() -> Response:
        return Response(200, content=StreamedContent(b"text/plain", encoded))

    return stream


async def template() -> Response:
    page = str(templates.get_template("price.html").render(zero=0))
    return Response(200, content=Content(b"text/html", page.encode()))


class Cost:
    """What a view is given; it cannot be made."""

    def __init__(self) -> None:
        self.amount = price_of("DE")


async def dependency(cost: Cost) -> Response:
    return text(str(cost.amount))


async def guarded() -> Response:
    """Answer behind a middleware that fails."""
    return text("never")


async def ws_before(socket: WebSocket) -> None:
    price_of("DE")


async def ws_after(socket: WebSocket) -> None:
    await socket.accept()
    price_of("DE")


async def fail_in_middleware(
    request: Request, handler: Callable[[Request], Awaitable[Response]]
) -> Response:
    if request.url.path == b"/middleware":
        price_of("DE")
    return await handler(request)


def make() -> Application:
    """Return a fresh app."""
    app = Application(router=Router())
    app.router.add_get("/price/{country}", price)
    for view in (refused, sold_out, own_500, template, dependency):
        app.router.add_get("/" + view.__name__.replace("_", "-"), view)
    app.router.add_get("/middleware", guarded)
    app.router.add_get("/stream-before", streaming(fails_before_async))
    app.router.add_get("/stream-after", streaming(fails_after_async))
    app.router.add_ws("/ws-before", ws_before)
    app.router.add_ws("/ws-after", ws_after)
    app.services.register(Cost)
    app.exceptions_handlers[SoldOut] = answer_sold_out
    app.middlewares.append(fail_in_middleware)
    return app


app = twins(make)
