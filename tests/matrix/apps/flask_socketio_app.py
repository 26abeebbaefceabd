"""Flask-SocketIO."""

from flask import Flask, request  # noqa: F401 - typed in the console
from flask_socketio import SocketIO

import debugpage
from tests.apps.actors import play_browser
from tests.matrix.apps.shop import PRICES

app = Flask("shop")
sockets = SocketIO(app, async_mode="threading")
debugpage.install(sockets, identify=play_browser)


def price(country: str) -> float:
    return PRICES[country]


sockets.on_event("price", price)
