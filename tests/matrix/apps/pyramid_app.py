"""Pyramid."""

from typing import Any

import jinja2
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPForbidden
from pyramid.request import Request
from pyramid.response import Response
from pyramid.threadlocal import get_current_request  # noqa: F401 - typed in consoles

from tests.matrix.apps.shop import (
    PRICES,
    TEMPLATE,
    SoldOut,
    fails_after,
    fails_before,
)
from tests.matrix.apps.twins import twins

templates = jinja2.Environment(loader=jinja2.DictLoader({"price.html": TEMPLATE}))


def price(request: Request) -> Response:
    country = request.matchdict["country"]
    return Response(f"A parcel costs {PRICES[country]:.2f} GBP.")


def refused(request: Request) -> Response:
    raise HTTPForbidden


def sold_out(request: Request) -> Response:
    raise SoldOut


def answer_sold_out(error: SoldOut, request: Request) -> Response:
    return Response("sold out", 409)


def own_500(request: Request) -> Response:
    return Response("my own five hundred", 500)


def stream_before(request: Request) -> Response:
    return Response(app_iter=(chunk.encode() for chunk in fails_before()))


def stream_after(request: Request) -> Response:
    return Response(app_iter=(chunk.encode() for chunk in fails_after()))


def template(request: Request) -> Response:
    return Response(templates.get_template("price.html").render(zero=0))


def make() -> Any:
    """Return a fresh app."""
    config = Configurator()
    config.add_route("price", "/price/{country}")
    config.add_view(price, route_name="price")
    for view in (refused, sold_out, own_500, stream_before, stream_after, template):
        config.add_route(view.__name__, "/" + view.__name__.replace("_", "-"))
        config.add_view(view, route_name=view.__name__)
    config.add_exception_view(answer_sold_out, context=SoldOut)
    config.add_tween("tests.matrix.apps.pyramid_tweens.failing_tween")
    return config.make_wsgi_app()


app = twins(make)
