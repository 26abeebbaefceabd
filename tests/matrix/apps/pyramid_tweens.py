"""A middleware of Pyramid that fails: Pyramid takes them by their dotted names alone."""

from collections.abc import Callable
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from tests.matrix.apps.shop import price_of


def failing_tween(handler: Callable[[Request], Response], registry: Any) -> Any:
    def tween(request: Request) -> Response:
        if request.path == "/middleware":
            price_of("DE")
        return handler(request)

    return tween
