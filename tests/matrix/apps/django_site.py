"""A Django site: its settings, addresses and views. The apps of the matrix serve it."""

from collections.abc import Callable
from typing import Any

import django
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path

from tests.matrix.apps.shop import (
    PRICES,
    SoldOut,
    fails_after,
    fails_after_async,
    fails_before,
    fails_before_async,
    price_of,
)

TEMPLATE = "<p>A parcel costs\n{{ divide }} GBP.</p>"


def price(request: HttpRequest, country: str) -> HttpResponse:
    return HttpResponse(f"A parcel costs {PRICES[country]:.2f} GBP.")


def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def sold_out(request: HttpRequest) -> HttpResponse:
    raise SoldOut


def own_500(request: HttpRequest) -> HttpResponse:
    return HttpResponse("my own five hundred", status=500)


def stream_before(request: HttpRequest) -> StreamingHttpResponse:
    chunks = fails_before_async() if hasattr(request, "scope") else fails_before()
    return StreamingHttpResponse(chunks, content_type="text/plain")


def stream_after(request: HttpRequest) -> StreamingHttpResponse:
    chunks = fails_after_async() if hasattr(request, "scope") else fails_after()
    return StreamingHttpResponse(chunks, content_type="text/plain")


def template(request: HttpRequest) -> HttpResponse:
    return render(request, "price.html", {"divide": lambda: 1 // 0})


class Middleware:
    """Fails for one path, and answers one error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/middleware":
            price_of("DE")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return HttpResponse("sold out", status=409) if isinstance(error, SoldOut) else None


urlpatterns = [
    path("price/<country>", price, name="price"),
    *(
        path(view.__name__.replace("_", "-"), view)
        for view in (refused, sold_out, own_500, stream_before, stream_after, template)
    ),
]


def set_up(**more: Any) -> None:
    """Configure Django for this process; `more` are further settings."""
    loader = ("django.template.loaders.locmem.Loader", {"price.html": TEMPLATE})
    settings.configure(
        DEBUG=True,
        ROOT_URLCONF=__name__,
        SECRET_KEY="hunter2",
        MIDDLEWARE=[
            "django.middleware.common.CommonMiddleware",
            f"{__name__}.Middleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"loaders": [loader]},
            }
        ],
        **more,
    )
    django.setup()
