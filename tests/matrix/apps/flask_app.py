"""Flask."""

from typing import NoReturn

from flask import Flask, Response, abort, render_template_string, request

from tests.matrix.apps.shop import PRICES, TEMPLATE, SoldOut, fails_after, fails_before, price_of
from tests.matrix.apps.twins import twins


def price(country: str) -> str:
    return f"A parcel costs {PRICES[country]:.2f} GBP."


def refused() -> NoReturn:
    abort(418)


def sold_out() -> NoReturn:
    raise SoldOut


def answer_sold_out(error: SoldOut) -> tuple[str, int]:
    return "sold out", 409


def own_500() -> tuple[str, int]:
    return "my own five hundred", 500


def stream_before() -> Response:
    return Response(fails_before(), mimetype="text/plain")


def stream_after() -> Response:
    return Response(fails_after(), mimetype="text/plain")


def template() -> str:
    return render_template_string(TEMPLATE, zero=0)


def fail_in_middleware() -> None:
    if request.path == "/middleware":
        price_of("DE")


def make() -> Flask:
    """Return a fresh app."""
    app = Flask("shop")
    app.add_url_rule("/price/<country>", view_func=price)
    for view in (refused, sold_out, own_500, stream_before, stream_after, template):
        app.add_url_rule("/" + view.__name__.replace("_", "-"), view_func=view)
    app.register_error_handler(SoldOut, answer_sold_out)
    app.before_request(fail_in_middleware)
    return app


app = twins(make)
