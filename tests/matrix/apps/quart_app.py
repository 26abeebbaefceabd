"""Quart."""

from typing import NoReturn

from quart import Quart, Response, abort, render_template_string, request, websocket

from tests.matrix.apps.shop import (
    PRICES,
    TEMPLATE,
    SoldOut,
    fails_after_async,
    fails_before_async,
    price_of,
)
from tests.matrix.apps.twins import twins


async def price(country: str) -> str:
    return f"A parcel costs {PRICES[country]:.2f} GBP."


async def refused() -> NoReturn:
    abort(418)


async def sold_out() -> NoReturn:
    raise SoldOut


async def answer_sold_out(error: Exception) -> tuple[str, int]:
    return "sold out", 409


async def own_500() -> tuple[str, int]:
    return "my own five hundred", 500


async def stream_before() -> Response:
    return Response(fails_before_async(), mimetype="text/plain")


async def stream_after() -> Response:
    return Response(fails_after_async(), mimetype="text/plain")


async def template() -> str:
    return await render_template_string(TEMPLATE, zero=0)


async def fail_in_middleware() -> None:
    if request.path == "/middleware":
        price_of("DE")


async def ws_before() -> None:
    price_of("DE")


async def ws_after() -> None:
    await websocket.accept()
    price_of("DE")


def make() -> Quart:
    """Return a fresh app."""
    app = Quart("shop")
    app.add_url_rule("/price/<country>", view_func=price)
    for view in (refused, sold_out, own_500, stream_before, stream_after, template):
        app.add_url_rule("/" + view.__name__.replace("_", "-"), view_func=view)
    for socket in (ws_before, ws_after):
        app.add_websocket("/" + socket.__name__.replace("_", "-"), view_func=socket)
    app.register_error_handler(SoldOut, answer_sold_out)
    app.before_request(fail_in_middleware)
    return app


app = twins(make)
