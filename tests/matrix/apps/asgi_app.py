"""An ASGI app of no framework."""

from typing import Any
from urllib.parse import parse_qs

import jinja2

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


def price(scope: Any) -> tuple[int, str]:
    size = parse_qs(scope["query_string"].decode()).get("size", ["1"])[0]
    country = scope["path"].rpartition("/")[2]
    return 200, f"{size} parcels cost {PRICES[country]:.2f} GBP each."


def sold_out(scope: Any) -> tuple[int, str]:
    try:
        raise SoldOut
    except SoldOut:
        return 409, "sold out"


def own_500(scope: Any) -> tuple[int, str]:
    return 500, "my own five hundred"


def template(scope: Any) -> tuple[int, str]:
    return 200, templates.get_template("price.html").render(zero=0)


async def begin(send: Any, status: int) -> None:
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def fail_in_socket(name: str, receive: Any, send: Any) -> None:
    await receive()
    if name == "ws-after":
        await send({"type": "websocket.accept"})
    price_of("DE")


VIEWS = {"price": price, "sold-out": sold_out, "own-500": own_500, "template": template}
STREAMS = {"stream-before": fails_before_async, "stream-after": fails_after_async}


async def serve(scope: Any, receive: Any, send: Any) -> None:
    # Sockets and streams end by failing.
    if scope["type"] == "lifespan":
        raise NotImplementedError
    name = scope["path"].split("/")[1]
    if scope["type"] == "websocket":
        await fail_in_socket(name, receive, send)
    if name in STREAMS:
        await begin(send, 200)
        async for chunk in STREAMS[name]():
            await send({"type": "http.response.body", "body": chunk.encode(), "more_body": True})
    status, text = VIEWS[name](scope) if name in VIEWS else (404, "nothing here")
    await begin(send, status)
    await send({"type": "http.response.body", "body": text.encode()})


app = twins(lambda: serve)
