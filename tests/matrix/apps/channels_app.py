"""Channels: HTTP and WebSocket consumers, and Django's views beside them."""

from typing import Any

from channels.generic.http import AsyncHttpConsumer
from channels.generic.websocket import AsyncWebsocketConsumer, WebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

from tests.matrix.apps.django_site import set_up
from tests.matrix.apps.shop import PRICES, price_of
from tests.matrix.apps.twins import twins

set_up()


class Price(AsyncHttpConsumer):  # type: ignore[misc]  # Channels has no types
    async def handle(self, body: bytes) -> None:
        country = self.scope["url_route"]["kwargs"]["country"]
        text = f"A parcel costs {PRICES[country]:.2f} GBP."
        await self.send_response(200, text.encode())


class Before(AsyncWebsocketConsumer):  # type: ignore[misc]  # no types
    async def connect(self) -> None:
        price_of("DE")


class After(WebsocketConsumer):  # type: ignore[misc]  # no types
    def connect(self) -> None:
        self.accept()
        price_of("DE")


def make() -> Any:
    """Return a fresh app."""
    http = [
        path("price/<country>", Price.as_asgi(), name="price"),
        re_path(r"", get_asgi_application()),
    ]
    sockets = [path("ws-before", Before.as_asgi()), path("ws-after", After.as_asgi())]
    return ProtocolTypeRouter({"http": URLRouter(http), "websocket": URLRouter(sockets)})


app = twins(make)
