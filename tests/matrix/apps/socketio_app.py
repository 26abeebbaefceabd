"""python-socketio."""

import socketio

import debugpage
from tests.apps.actors import play_browser
from tests.matrix.apps.shop import PRICES

server = socketio.AsyncServer(async_mode="asgi")


async def price(sid: str, country: str) -> float:
    return PRICES[country]


server.on("price", price)
app = debugpage.install(socketio.ASGIApp(server), identify=play_browser)
