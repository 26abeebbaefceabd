"""Sanic: `app` for ASGI servers, and `run` for its own."""

import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, NoReturn

import jinja2
from sanic import HTTPResponse, Request, Sanic, Websocket, html, text
from sanic.exceptions import Forbidden
from sanic.server.protocols.websocket_protocol import WebSocketProtocol

import debugpage
from tests.apps.actors import play_browser
from tests.matrix.apps.shop import (
    PRICES,
    TEMPLATE,
    SoldOut,
    fails_after_async,
    fails_before_async,
    price_of,
)
from tests.matrix.apps.twins import beside

View = Callable[[Request], Coroutine[Any, Any, None]]

templates = jinja2.Environment(loader=jinja2.DictLoader({"price.html": TEMPLATE}))


async def price(request: Request, country: str) -> HTTPResponse:
    return text(f"A parcel costs {PRICES[country]:.2f} GBP.")


async def refused(request: Request) -> NoReturn:
    raise Forbidden


async def sold_out(request: Request) -> NoReturn:
    raise SoldOut


async def answer_sold_out(request: Request, error: SoldOut) -> HTTPResponse:
    return text("sold out", 409)


async def own_500(request: Request) -> HTTPResponse:
    return text("my own five hundred", 500)


def streaming(chunks: Callable[[], AsyncIterator[str]]) -> View:
    async def stream(request: Request) -> None:
        response = await request.respond(content_type="text/plain")
        async for chunk in chunks():
            await response.send(chunk)
        await response.eof()

    return stream


async def template(request: Request) -> HTTPResponse:
    return html(templates.get_template("price.html").render(zero=0))


async def guarded(request: Request) -> HTTPResponse:
    """Answer behind a middleware that fails."""
    return text("never")


async def ws_after(request: Request, socket: Websocket) -> None:
    price_of("DE")


async def fail_in_middleware(request: Request) -> None:
    if request.path == "/middleware":
        price_of("DE")


def make(name: str) -> "Sanic[Any, Any]":
    """Return a fresh app."""
    app = Sanic(name, configure_logging=False)
    app.config.FALLBACK_ERROR_FORMAT = "text"  # its HTML has the name of the app
    app.add_route(price, "/price/<country>")
    for view in (refused, sold_out, own_500, template):
        app.add_route(view, "/" + view.__name__.replace("_", "-"))
    app.add_route(streaming(fails_before_async), "/stream-before", name="stream_before")
    app.add_route(streaming(fails_after_async), "/stream-after", name="stream_after")
    app.add_route(guarded, "/middleware")
    app.add_websocket_route(ws_after, "/ws-after")
    app.exception(SoldOut)(answer_sold_out)
    app.on_request(fail_in_middleware)
    return app


installed = debugpage.install(make("shop"), identify=play_browser)
bare = make("bare-shop")
bare.config.TOUCHUP = False  # Sanic rewrites the code of one app in a process
_twins = beside(installed, bare)


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Serve both apps over ASGI; both have to be started."""
    if scope["type"] == "lifespan":
        bare.asgi = True
        await bare._startup()  # type: ignore[no-untyped-call]
    await _twins(scope, receive, send)


class Twins(WebSocketProtocol):
    """Sanic's own server, for both apps."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.request_handler = self._handle

    async def _handle(self, request: Request) -> None:
        await (bare if "x-bare" in request.headers else installed).handle_request(request)


def run() -> None:
    """Serve both apps on Sanic's own server."""
    listener = socket.create_server(("127.0.0.1", 0))
    installed.before_server_start(lambda _: bare._startup())  # type: ignore[no-untyped-call]
    print(f"Running on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    installed.run(sock=listener, protocol=Twins, single_process=True, motd=False)
