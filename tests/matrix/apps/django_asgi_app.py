"""Django over ASGI."""

from django.core.asgi import get_asgi_application

from tests.matrix.apps.django_site import set_up
from tests.matrix.apps.twins import twins

set_up()

app = twins(get_asgi_application)
