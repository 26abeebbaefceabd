"""A Quart app with debugpage (ASGI).

    DEBUGPAGE=1 hypercorn examples.quart_app:app

Then open http://127.0.0.1:8000/price/DE
"""

from quart import Quart

from debugpage.asgi import DebugMiddleware

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}

app = Quart(__name__)
app.asgi_app = DebugMiddleware(app.asgi_app)  # type: ignore  # as Quart documents it


@app.get("/price/<country>")
async def price(country: str) -> str:
    return f"A parcel to {country} costs {PRICES[country]:.2f} GBP."
