"""A Starlette app with debugpage (ASGI).

    DEBUGPAGE=1 uvicorn examples.starlette_app:app

Then open http://127.0.0.1:8000/price/DE
"""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from debugpage.asgi import DebugMiddleware

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}


async def price(request: Request) -> PlainTextResponse:
    country = request.path_params["country"]
    return PlainTextResponse(f"A parcel to {country} costs {PRICES[country]:.2f} GBP.")


app = DebugMiddleware(Starlette(routes=[Route("/price/{country}", price)]))
