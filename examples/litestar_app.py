"""A Litestar app with debugpage (ASGI).

    DEBUGPAGE=1 uvicorn examples.litestar_app:app

Then open http://127.0.0.1:8000/price/DE
"""

from litestar import Litestar, get
from litestar.params import FromPath

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}


@get("/price/{country:str}")
async def price(country: FromPath[str]) -> dict[str, float]:
    return {"price": PRICES[country]}


app = debugpage.install(Litestar([price]))
