"""A python-socketio server with debugpage (ASGI), beside a Starlette app.

    DEBUGPAGE=1 uvicorn examples.socketio_app:app

Then open http://127.0.0.1:8000/price/DE, or emit the event `price` with "DE": nobody is answered
then, but the terminal has the address of the error's page.
"""

import socketio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}

sockets = socketio.AsyncServer(async_mode="asgi")


async def tell_price(sid: str, country: str) -> float:
    return PRICES[country]


sockets.on("price", tell_price)


async def price(request: Request) -> JSONResponse:
    return JSONResponse({"price": PRICES[request.path_params["country"]]})


shop = Starlette(routes=[Route("/price/{country}", price)])
app = debugpage.install(socketio.ASGIApp(sockets, shop))
