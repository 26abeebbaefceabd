"""A FastAPI app with debugpage (ASGI).

    DEBUGPAGE=1 uvicorn examples.fastapi_app:app

Then open http://127.0.0.1:8000/price/DE
"""

from fastapi import FastAPI

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}

app = FastAPI()
debugpage.install(app)


@app.get("/price/{country}")
async def price(country: str) -> dict[str, float]:
    return {"price": PRICES[country]}
