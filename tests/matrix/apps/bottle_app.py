"""Bottle."""

from collections.abc import Iterator
from typing import Any, NoReturn

from bottle import Bottle, HTTPError, HTTPResponse, request
from bottle import template as render

from tests.matrix.apps.shop import PRICES, SoldOut, fails_after, fails_before, price_of
from tests.matrix.apps.twins import twins


def price(country: str) -> str:
    return f"A parcel costs {PRICES[country]:.2f} GBP."


def refused() -> NoReturn:
    raise HTTPError(418, "short and stout")


def sold_out() -> str:
    try:
        raise SoldOut
    except SoldOut as error:
        raise HTTPResponse("sold out", 409) from error


def own_500() -> HTTPResponse:
    return HTTPResponse("my own five hundred", 500)


def stream_before() -> Iterator[str]:
    return fails_before()


def stream_after() -> Iterator[str]:
    return fails_after()


def template() -> Any:
    return render("<p>A parcel costs\n{{1 // zero}} GBP.</p>", zero=0)


def fail_in_hook() -> None:
    if request.path == "/middleware":
        price_of("DE")


def answer_418(error: HTTPError) -> str:
    return "short and stout"


def make() -> Bottle:
    """Return a fresh app."""
    app = Bottle()
    app.route("/price/<country>", callback=price)
    for view in (refused, sold_out, own_500, stream_before, stream_after, template):
        app.route("/" + view.__name__.replace("_", "-"), callback=view)
    app.route("/middleware", callback=own_500)
    app.add_hook("before_request", fail_in_hook)
    app.error(418)(answer_418)
    return app


app = twins(make)
