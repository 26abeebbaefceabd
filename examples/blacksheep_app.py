"""A BlackSheep app with debugpage (ASGI).

    DEBUGPAGE=1 uvicorn examples.blacksheep_app:app

Then open http://127.0.0.1:8000/price/DE
"""

from blacksheep import Application, Response, json

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}

shop = Application()


@shop.router.get("/price/{country}")
async def price(country: str) -> Response:
    return json({"price": PRICES[country]})


app = debugpage.install(shop)
