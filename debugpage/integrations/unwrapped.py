"""The report of an error where nothing is wrapped, so that nothing answers for our own paths."""

from collections.abc import Mapping
from typing import Any

from debugpage.capture import capture
from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.request import describe_request
from debugpage.console.gate import Gate, Level
from debugpage.exchange import from_environ, from_scope, plain_parameters, with_view
from debugpage.options import Options
from debugpage.render import render
from debugpage.render.negotiate import Form
from debugpage.report import without_values


def told(
    error: BaseException,
    request: Any,
    view: tuple[str, Mapping[str, Any]],
    options: Options,
    form: Form,
) -> str:
    """Return what the sender of a request may have of its error; the framework logs it.

    request: of a framework, with its WSGI `environ` or ASGI `scope`. view: its name and arguments.
    """
    environ = getattr(request, "environ", None)
    seen = from_scope(request.scope) if environ is None else from_environ(environ)
    verdict = Gate(options).judge(seen)
    if verdict.level is Level.NOTHING:
        return "Internal Server Error"
    name, parameters = view
    seen = with_view(seen, name, plain_parameters(parameters))
    about = describe_request(seen, Redactor(options.redact))
    report = capture(error, request=about, options=options)
    return render(report if verdict.values else without_values(report), form, options=options)
