"""A Sanic app with debugpage, on Sanic's own server.

    DEBUGPAGE=1 sanic examples.sanic_app:app

Then open http://127.0.0.1:8000/price/DE
"""

from sanic import HTTPResponse, Request, Sanic, json

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}

app = Sanic("shop")
debugpage.install(app)


@app.get("/price/<country>")
async def price(request: Request, country: str) -> HTTPResponse:
    return json({"price": PRICES[country]})
