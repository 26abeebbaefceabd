"""The WSGI adapter: catches what an app raises, serves our own paths, streams the rest through."""

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import MethodType
from typing import TYPE_CHECKING, Any, cast

from debugpage.core import Core
from debugpage.kept import KeptInput

if TYPE_CHECKING:
    from debugpage.exchange import Request, Response

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environ, StartResponse], Iterable[bytes]]

_PROPAGATING = frozenset(
    {
        "flask.app.Flask",
        "django.core.handlers.wsgi.WSGIHandler",
        "falcon.app.App",
        "pyramid.router.Router",
    }
)
"""Apps that raise what they do not handle, and never hand it to `start_response`."""


class DebugMiddleware:
    """Wraps a WSGI app (PEP 3333): what it raises becomes a page with a console in every frame.

    app: the app to wrap. options: settings, the fields of `debugpage.Options`, by name.

    Raises OptionError for an option that is unknown or ill-typed. Whether it is on is decided at
    the first request, when the framework's own debug switch is set; off, it hands every request
    to the app and does nothing else. Does not catch SystemExit, KeyboardInterrupt and other
    exceptions that are no `Exception`.
    """

    def __init__(self, app: App, **options: Any) -> None:
        from debugpage.options import Options

        self.app = app
        self._options = Options.load(options)
        self._caught_app = app
        # Every path begins with "", so until it is decided, and when off, requests go aside.
        self._reserved = ""
        self._is_off = False
        self._core = Core(self._options, app)

    @property
    def path(self) -> str:
        """The path below which it answers."""
        return self._options.path

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request (PEP 3333)."""
        path = environ.get("PATH_INFO", "")
        # The first test is the cheaper one, and nearly always the last.
        if self._reserved in path and path.startswith(self._reserved):
            return self._aside(environ, start_response)
        if "CONTENT_TYPE" in environ:  # what has no type is seldom sent, and could not be shown
            environ["wsgi.input"] = environ["debugpage.input"] = KeptInput(environ["wsgi.input"])
        try:
            body = self._caught_app(environ, start_response)
        except Exception as error:  # noqa: BLE001 - whatever the app raises is what we are for
            return self._answer_error(error, environ, start_response)
        if body.__class__ is list:  # complete, so nothing of it can fail
            return body
        return self._begun(body, environ, start_response)

    def _aside(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve what is not simply handed to the app: our own paths, and the very first request."""
        if self._is_off:
            return self.app(environ, start_response)
        if not self._reserved:
            self._decide()
            return self(environ, start_response)
        return self._answer_request(environ, start_response)

    def _decide(self) -> None:
        from debugpage.interlock import is_on, layers_of

        # Of two around one app the inner one serves: it has what the outer one would lack.
        is_second = any(isinstance(layer, DebugMiddleware) for layer in layers_of(self.app))
        if is_second or not is_on(self._options, self.app):
            self._is_off = True
            return
        from debugpage.rescue import handing_over, watch_flask

        watch_flask(DebugMiddleware.__call__.__code__)
        app = self.app if _propagates(self.app) else raising_handed_errors(self.app)
        self._caught_app = handing_over(app)
        self._reserved = self._options.path

    def _begun(
        self, body: Iterable[bytes], environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Ask a body for its first chunk, so that an error before it still becomes a page."""
        file_wrapper = environ.get("wsgi.file_wrapper", ())
        if body.__class__ is tuple or isinstance(body, file_wrapper):
            # Complete, or a file that the server sends by itself if it is let.
            return cast("Iterable[bytes]", body)
        try:
            chunks = iter(body)
            first = next(filter(None, chunks), b"")
        except Exception as error:  # noqa: BLE001 - whatever the app raises is what we are for
            _close_quietly(body)
            return self._answer_error(error, environ, start_response)
        on_late_error = partial(self._record, environ)
        return Body(first, chunks, getattr(body, "close", None), on_late_error)

    def _answer_error(
        self, error: Exception, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        from debugpage.linger import LingeringBody, connection_to_linger_on

        response = self._record(environ, error)
        headers = [*response.headers]
        try:
            # Test clients raise whatever exc_info they are given, so it is kept back at first.
            # A server whose start_response was called before refuses, and then has to get it.
            start_response(_status_line(response), headers)
        except Exception:  # noqa: BLE001 - servers refuse by exceptions of various types
            _forget_headers(start_response)
            traceback = BaseException.__dict__["__traceback__"].__get__(error)
            start_response(_status_line(response), headers, (type(error), error, traceback))
        if environ.get("REQUEST_METHOD") == "HEAD":
            return []
        connection = connection_to_linger_on(environ)
        return LingeringBody(response.body, connection) if connection else [response.body]

    def _record(self, environ: Environ, error: Exception) -> "Response":
        from debugpage.rescue import surroundings_of

        return self._core.on_error(error, partial(_see, environ), surroundings_of(error))

    def _answer_request(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        from debugpage.exchange import from_environ
        from debugpage.healing.answer import EventStream, Resend
        from debugpage.healing.over_wsgi import EventBody, resend

        request = from_environ(environ)._replace(body=_read_body(environ))
        answer = self._core.on_request(request)
        if isinstance(answer, EventStream):
            start_response("200 OK", [*answer.headers])
            return EventBody(answer.listener, environ["werkzeug.socket"])
        if isinstance(answer, Resend):
            answer = answer.told(resend(self, answer.request, environ))
        start_response(_status_line(answer), [*answer.headers])
        return [] if request.http.method == "HEAD" else [answer.body]


class Body:
    """The rest of a response that has begun: errors from now on are recorded, and passed on.

    first: the chunk asked for already, if not empty. chunks: the others. close: the body's own
    `close`, if it has one. on_late_error: told of an error before the server gets it.
    """

    __slots__ = ("_chunks", "_close", "_first", "_on_late_error")

    def __init__(
        self,
        first: bytes,
        chunks: Iterator[bytes],
        close: Callable[[], None] | None,
        on_late_error: Callable[[Exception], object],
    ) -> None:
        self._first = first
        self._chunks = chunks
        self._close = close
        self._on_late_error = on_late_error

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._first:
            first, self._first = self._first, b""
            return first
        try:
            return next(self._chunks)
        except StopIteration:
            raise
        except Exception as error:
            self._on_late_error(error)
            raise

    def close(self) -> None:
        """Close the app's body (PEP 3333); an error of that is recorded, and passed on."""
        if self._close is None:
            return
        try:
            self._close()
        except Exception as error:
            self._on_late_error(error)
            raise


def raising_handed_errors(app: App) -> App:
    """Return the app, raising what it hands to `start_response` as `exc_info`.

    An app may answer an error itself and tell the server of it that way (PEP 3333, "Error
    Handling"), as Bottle does; PEP 3333 lets `start_response` raise it.
    """

    def app_that_raises(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        # A bound method is the cheapest thing that remembers one argument.
        return app(environ, MethodType(_start_or_raise, start_response))

    return app_that_raises


def _start_or_raise(
    start_response: StartResponse, status: str, headers: list[Any], exc_info: Any = None
) -> Any:
    if exc_info is None:
        return start_response(status, headers)
    raise exc_info[1].with_traceback(exc_info[2])


def _propagates(app: object) -> bool:
    """Tell whether an app is of a framework that raises what it does not handle."""
    owner = type(getattr(app, "__self__", app))
    names = (f"{base.__module__}.{base.__qualname__}" for base in owner.__mro__)
    return any(name in _PROPAGATING for name in names)


def _see(environ: Environ) -> "Request":
    from debugpage.exchange import from_environ

    request = from_environ(environ)
    if (kept := environ.get("debugpage.input")) is not None:
        request = request._replace(body=kept.body.content())
    return request


def _close_quietly(body: object) -> None:
    """Close a body that has failed already: what it says now would hide why."""
    close = getattr(body, "close", None)
    if close is None:
        return
    try:
        close()
    except Exception:
        logging.getLogger("debugpage").exception("a response that had failed failed to close, too")


def _forget_headers(start_response: StartResponse) -> None:
    """Make gunicorn forget the headers that it holds but has not sent.

    It adds those that come with `exc_info` to them, where they are to replace them (PEP 3333).
    """
    server = getattr(start_response, "__self__", None)
    if type(server).__module__.startswith("gunicorn.") and not getattr(server, "headers_sent", 1):
        server.headers.clear()  # type: ignore[union-attr]  # gunicorn's Response


def _status_line(response: "Response") -> str:
    from http import HTTPStatus

    return f"{response.status} {HTTPStatus(response.status).phrase}"


def _read_body(environ: Environ) -> bytes:
    """Read the body of a request for one of our own paths: one byte more than is taken.

    Of a body that ends before the length it was given, nothing is taken (RFC 9112, section 8).
    """
    from debugpage.console.command import MOST_BYTES

    if environ.get("REQUEST_METHOD") != "POST":
        return b""
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isascii() and length.isdigit():
        most = min(int(length), MOST_BYTES + 1)
    else:
        most = MOST_BYTES + 1 if environ.get("wsgi.input_terminated") else 0
    body: bytes = environ["wsgi.input"].read(most)
    return body if len(body) == most or not length else b""
