"""A Pyramid app with debugpage (WSGI).

    DEBUGPAGE=1 python -m waitress examples.pyramid_app:app

Then open http://127.0.0.1:8080/price/DE
"""

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}


def price(request: Request) -> Response:
    country = request.matchdict["country"]
    return Response(f"A parcel to {country} costs {PRICES[country]:.2f} GBP.")


with Configurator() as config:
    config.add_route("price", "/price/{country}")
    config.add_view(price, route_name="price")

app = debugpage.install(config.make_wsgi_app())
