"""Django over WSGI."""

from django.core.wsgi import get_wsgi_application

from tests.matrix.apps.django_site import set_up
from tests.matrix.apps.twins import twins

set_up()

app = twins(get_wsgi_application)
