"""Capture: an exception in, a report out; of live objects nothing stays in the report."""

from collections.abc import Mapping
from typing import Any

from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.take import take
from debugpage.options import Options
from debugpage.report import Report, RequestInfo

__all__ = ["capture"]


def capture(error: BaseException, *, request: Any = None, options: Options | None = None) -> Report:
    """Return the report of an exception: plain data, to render, store or send.

    error: the exception, with its traceback.
    request: the request that failed, if any: a WSGI `environ`, an ASGI `scope`, or a request
        object of a framework that has one of these (`.environ`, `.scope`), or a `RequestInfo`.
    options: settings; what the environment says if None.

    Raises TypeError where `error` is no exception or `request` none of these.
    """
    if not isinstance(error, BaseException):
        raise TypeError(f"capture() takes an exception; given was {type(error).__name__}")
    options = options or Options.load()
    redactor = Redactor(options.redact)
    return take(error, options, _request_info(request, redactor), redactor).report


def _request_info(request: Any, redactor: Redactor) -> RequestInfo | None:
    if request is None or isinstance(request, RequestInfo):
        return request
    from debugpage.capture.request import describe_request
    from debugpage.exchange import from_environ, from_scope

    head = _environ_or_scope(request)
    seen = from_scope(head) if "type" in head else from_environ(head)
    return describe_request(seen, redactor)


def _environ_or_scope(request: Any) -> Mapping[str, Any]:
    for candidate in (request, getattr(request, "environ", None), getattr(request, "scope", None)):
        if isinstance(candidate, Mapping) and (
            "type" in candidate or "REQUEST_METHOD" in candidate
        ):
            return candidate
    raise TypeError(
        "capture(request=…) takes a WSGI environ, an ASGI scope, a request object that has one, "
        f"or a RequestInfo; given was {type(request).__name__}"
    )
