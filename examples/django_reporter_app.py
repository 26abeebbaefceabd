"""A Django site in one file, of which nothing is wrapped: a setting names what makes its page.

    gunicorn examples.django_reporter_app:app

Then open http://127.0.0.1:8000/price/DE. The page has no consoles: there is nobody to answer them.
"""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}


def price(request: HttpRequest, country: str) -> HttpResponse:
    return HttpResponse(f"A parcel to {country} costs {PRICES[country]:.2f} GBP.")


urlpatterns = [path("price/<country>", price)]

settings.configure(
    DEBUG=True,
    ROOT_URLCONF=__name__,
    SECRET_KEY="for this example alone",
    DEFAULT_EXCEPTION_REPORTER="debugpage.integrations.django.Reporter",
)

app = get_wsgi_application()
