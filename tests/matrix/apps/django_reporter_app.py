"""Django over WSGI with nothing wrapped: a setting names what makes its page."""

from django.core.wsgi import get_wsgi_application

from tests.matrix.apps.django_site import set_up

set_up(DEFAULT_EXCEPTION_REPORTER="debugpage.integrations.django.Reporter")

app = get_wsgi_application()
