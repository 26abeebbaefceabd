"""Falcon over WSGI."""

import falcon
import jinja2

from tests.matrix.apps.shop import (
    PRICES,
    TEMPLATE,
    SoldOut,
    fails_after,
    fails_before,
    price_of,
)
from tests.matrix.apps.twins import twins

templates = jinja2.Environment(loader=jinja2.DictLoader({"price.html": TEMPLATE}))


class Price:
    def on_get(self, request: falcon.Request, response: falcon.Response, country: str) -> None:
        response.text = f"A parcel costs {PRICES[country]:.2f} GBP."


class Shop:
    """Its methods answer the other addresses, by Falcon's suffixes."""

    def on_get_refused(self, request: falcon.Request, response: falcon.Response) -> None:
        raise falcon.HTTPForbidden

    def on_get_sold_out(self, request: falcon.Request, response: falcon.Response) -> None:
        raise SoldOut

    def on_get_own_500(self, request: falcon.Request, response: falcon.Response) -> None:
        response.status, response.text = 500, "my own five hundred"

    def on_get_stream_before(self, request: falcon.Request, response: falcon.Response) -> None:
        response.stream = (chunk.encode() for chunk in fails_before())

    def on_get_stream_after(self, request: falcon.Request, response: falcon.Response) -> None:
        response.stream = (chunk.encode() for chunk in fails_after())

    def on_get_template(self, request: falcon.Request, response: falcon.Response) -> None:
        response.text = templates.get_template("price.html").render(zero=0)


class FailingMiddleware:
    def process_request(self, request: falcon.Request, response: falcon.Response) -> None:
        if request.path == "/middleware":
            price_of("DE")


def answer_sold_out(
    request: falcon.Request, response: falcon.Response, error: Exception, params: object
) -> None:
    response.status, response.text = 409, "sold out"


def make() -> falcon.App:  # type: ignore[type-arg]  # of Falcon's own request and response
    """Return a fresh app."""
    app = falcon.App(middleware=[FailingMiddleware()])
    app.add_route("/price/{country}", Price())
    for name in ("refused", "sold_out", "own_500", "stream_before", "stream_after", "template"):
        app.add_route("/" + name.replace("_", "-"), Shop(), suffix=name)
    app.add_error_handler(SoldOut, answer_sold_out)
    return app


app = twins(make)
