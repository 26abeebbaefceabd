"""A Django site with debugpage, in one file (WSGI).

    gunicorn examples.django_app:app

Then open http://127.0.0.1:8000/price/DE. Django's own switch, DEBUG, turns debugpage on. With ASGI
it is the same: install(get_asgi_application()).
"""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}


def price(request: HttpRequest, country: str) -> HttpResponse:
    return HttpResponse(f"A parcel to {country} costs {PRICES[country]:.2f} GBP.")


urlpatterns = [path("price/<country>", price)]

settings.configure(DEBUG=True, ROOT_URLCONF=__name__, SECRET_KEY="for this example alone")

app = debugpage.install(get_wsgi_application())
