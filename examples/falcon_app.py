"""A Falcon app with debugpage (WSGI; with `falcon.asgi.App` it is the same).

    DEBUGPAGE=1 gunicorn examples.falcon_app:app

Then open http://127.0.0.1:8000/price/DE
"""

import falcon

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}


class Price:
    def on_get(self, request: falcon.Request, response: falcon.Response, country: str) -> None:
        response.text = f"A parcel to {country} costs {PRICES[country]:.2f} GBP."


shop = falcon.App()
shop.add_route("/price/{country}", Price())

app = debugpage.install(shop)
