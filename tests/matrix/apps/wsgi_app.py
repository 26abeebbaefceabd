"""A WSGI app of no framework."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs

import jinja2

from tests.matrix.apps.shop import PRICES, TEMPLATE, SoldOut, fails_after, fails_before
from tests.matrix.apps.twins import twins

templates = jinja2.Environment(loader=jinja2.DictLoader({"price.html": TEMPLATE}))

Environ = dict[str, Any]


def price(environ: Environ) -> tuple[str, str]:
    size = parse_qs(environ["QUERY_STRING"]).get("size", ["1"])[0]
    country = environ["PATH_INFO"].rpartition("/")[2]
    return "200 OK", f"{size} parcels cost {PRICES[country]:.2f} GBP each."


def sold_out(environ: Environ) -> tuple[str, str]:
    try:
        raise SoldOut
    except SoldOut:
        return "409 Conflict", "sold out"


def own_500(environ: Environ) -> tuple[str, str]:
    return "500 Internal Server Error", "my own five hundred"


def template(environ: Environ) -> tuple[str, str]:
    return "200 OK", templates.get_template("price.html").render(zero=0)


def stream(chunks: Callable[[], Iterator[str]], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    for chunk in chunks():
        yield chunk.encode()


VIEWS = {"price": price, "sold-out": sold_out, "own-500": own_500, "template": template}
STREAMS = {"stream-before": fails_before, "stream-after": fails_after}


def serve(environ: Environ, start_response: Any) -> Iterable[bytes]:
    name = environ["PATH_INFO"].split("/")[1]
    if name in STREAMS:
        return stream(STREAMS[name], start_response)
    status, text = VIEWS[name](environ) if name in VIEWS else ("404 Not Found", "nothing here")
    start_response(status, [("Content-Type", "text/plain")])
    return [text.encode()]


app = twins(lambda: serve)
