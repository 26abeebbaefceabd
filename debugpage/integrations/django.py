"""Django, WSGI and ASGI: the signal of an error that nobody handled hands it over.

The handler's own answer is made as ever, but for the technical page, which nobody would see.
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

from django.core.signals import got_request_exception
from django.views.debug import ExceptionReporter

from debugpage.integrations.slots import hand_over, is_served_here
from debugpage.render.negotiate import Form


def install(app: Any, **options: Any) -> Any:
    """Return the handler, of `get_wsgi_application` or `get_asgi_application`, wrapped."""
    from debugpage.interface import interface_of

    watch()
    return import_module(f"debugpage.{interface_of(app)}").DebugMiddleware(app, **options)


def watch() -> None:
    """Hand over the errors that Django signals, from now on; those of its test client stay."""
    got_request_exception.connect(_hand_over, dispatch_uid="debugpage")


def _hand_over(request: Any = None, **_: Any) -> None:
    error = sys.exception()
    if not isinstance(error, Exception) or request is None or not is_served_here():
        return
    hand_over(error, *_view_of(request))
    # Django's own page would take its time, and ask objects of the app what they look like.
    request.exception_reporter_class = _Unseen


class _Unseen(ExceptionReporter):  # type: ignore[misc]  # Django has no types
    """Stands for the page that is replaced."""

    def get_traceback_html(self) -> str:
        """Return next to nothing."""
        return "debugpage shows this error"

    get_traceback_text = get_traceback_html


class Reporter(ExceptionReporter):  # type: ignore[misc]  # Django has no types
    """Makes the page of an error where nothing is wrapped, by a setting alone.

    `DEFAULT_EXCEPTION_REPORTER = "debugpage.integrations.django.Reporter"`. It has no consoles, for
    nothing answers them. Where debugpage is off, and in mails, it is Django's own. A subclass can
    set `options`, by name.
    """

    options: ClassVar[Mapping[str, Any]] = {}

    def get_traceback_html(self) -> str:
        """Return the page."""
        return self._rendered("html") or str(super().get_traceback_html())

    def get_traceback_text(self) -> str:
        """Return the report as text."""
        return self._rendered("text") or str(super().get_traceback_text())

    def _rendered(self, form: Form) -> str:
        """Return the report in a form, as far as the client may have it; "" if it is Django's."""
        from debugpage.interlock import is_on
        from debugpage.options import Options

        options = Options.load(self.options)
        if self.is_email or self.request is None or not is_on(options, self.request):
            return ""
        from debugpage.integrations.unwrapped import told

        return told(self.exc_value, self.request, _view_of(self.request), options, form)


def _view_of(request: Any) -> tuple[str, Mapping[str, Any]]:
    """Return the name of a request's view and its arguments; none where a middleware failed."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name, match.kwargs) if match else ("", {})
