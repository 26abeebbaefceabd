"""A Channels app with debugpage (ASGI), in one file.

    daphne examples.channels_app:app

Then open http://127.0.0.1:8000/price/DE. Django's own switch, DEBUG, turns debugpage on.
"""

from channels.generic.http import AsyncHttpConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}

settings.configure(DEBUG=True, ROOT_URLCONF=__name__, SECRET_KEY="for this example alone")
urlpatterns: list[object] = []


class Price(AsyncHttpConsumer):  # type: ignore[misc]  # Channels has no types
    async def handle(self, body: bytes) -> None:
        country = self.scope["url_route"]["kwargs"]["country"]
        text = f"A parcel to {country} costs {PRICES[country]:.2f} GBP."
        await self.send_response(200, text.encode())


routes = [path("price/<country>", Price.as_asgi()), re_path("", get_asgi_application())]
app = debugpage.install(ProtocolTypeRouter({"http": URLRouter(routes)}))
