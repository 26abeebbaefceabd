"""aiohttp.web, which brings its own server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NoReturn

import jinja2
from aiohttp import web

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

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

templates = jinja2.Environment(loader=jinja2.DictLoader({"price.html": TEMPLATE}))


async def price(request: web.Request) -> web.Response:
    country = request.match_info["country"]
    return web.Response(text=f"A parcel costs {PRICES[country]:.2f} GBP.")


async def refused(request: web.Request) -> NoReturn:
    raise web.HTTPForbidden


async def sold_out(request: web.Request) -> NoReturn:
    raise SoldOut


async def own_500(request: web.Request) -> web.Response:
    return web.Response(text="my own five hundred", status=500)


def streaming(chunks: Callable[[], AsyncIterator[str]]) -> Handler:
    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        async for chunk in chunks():
            if not response.prepared:
                await response.prepare(request)
            await response.write(chunk.encode())
        return response

    return stream


async def template(request: web.Request) -> web.Response:
    return web.Response(
        text=templates.get_template("price.html").render(zero=0), content_type="text/html"
    )


async def ws_before(request: web.Request) -> NoReturn:
    price_of("DE")
    raise AssertionError


async def ws_after(request: web.Request) -> NoReturn:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    price_of("DE")
    raise AssertionError


@web.middleware
async def own_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Fail for one path, and answer the shop's own error."""
    if request.path == "/middleware":
        price_of("DE")
    try:
        return await handler(request)
    except SoldOut:
        return web.Response(text="sold out", status=409)


def make() -> web.Application:
    """Return a fresh app."""
    app = web.Application(middlewares=[own_errors])
    app.router.add_get("/price/{country}", price)
    app.router.add_get("/stream-before", streaming(fails_before_async))
    app.router.add_get("/stream-after", streaming(fails_after_async))
    for view in (refused, sold_out, own_500, template, ws_before, ws_after):
        app.router.add_get("/" + view.__name__.replace("_", "-"), view)
    return app


async def _serve() -> None:
    installed, bare = debugpage.install(make(), identify=play_browser), make()
    runners = [web.AppRunner(one) for one in (installed, bare)]
    for runner in runners:
        await runner.setup()

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        assert isinstance(request, web.Request)
        return await (bare if "X-Bare" in request.headers else installed)._handle(request)

    server = web.ServerRunner(web.Server(handle, request_factory=installed._make_request))
    await server.setup()
    await web.TCPSite(server, "127.0.0.1", 0).start()
    print(f"Running on http://127.0.0.1:{server.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


def run() -> None:
    """Serve both apps on aiohttp's own server."""
    asyncio.run(_serve())
