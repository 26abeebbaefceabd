"""An aiohttp app with debugpage, on aiohttp's own server.

    DEBUGPAGE=1 python -m aiohttp.web examples.aiohttp_app:make

Then open http://127.0.0.1:8080/price/DE
"""

from aiohttp import web

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}


async def price(request: web.Request) -> web.Response:
    country = request.match_info["country"]
    return web.json_response({"price": PRICES[country]})


def make(arguments: list[str]) -> web.Application:
    app = web.Application()
    app.router.add_get("/price/{country}", price)
    debugpage.install(app)
    return app
