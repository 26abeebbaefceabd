"""A Bottle app with debugpage (WSGI).

    DEBUGPAGE=1 python -m waitress examples.bottle_app:app

Then open http://127.0.0.1:8080/price/DE
"""

from bottle import Bottle

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}

shop = Bottle()


@shop.get("/price/<country>")  # type: ignore[untyped-decorator]  # no types
def price(country: str) -> str:
    return f"A parcel to {country} costs {PRICES[country]:.2f} GBP."


app = debugpage.install(shop)
