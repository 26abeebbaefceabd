"""The WSGI adapter: catches what an app raises, serves our own paths, streams the rest through."""

from __future__ import annotations

import sys
from functools import partial
from types import MethodType

from debugpage.core import Core

TYPE_CHECKING = False  # as `typing` has it, which takes longer to import than all that is here
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import TracebackType
    from typing import Any, Self

    from debugpage.exchange import Request, Response
    from debugpage.options import Options
    from debugpage.surroundings import Found, Surroundings

    Environ = dict[str, Any]
    StartResponse = Callable[..., Any]
    App = Callable[[Environ, StartResponse], Iterable[bytes]]

_TOLD = "debugpage.told"
"""The key of `environ` for the id of the error that was recorded last."""


class DebugMiddleware(partial["Iterable[bytes]"]):
    """Wraps a WSGI app (PEP 3333): what it raises becomes a page with a console in every frame.

    app: the app to wrap. options: settings, the fields of `debugpage.Options`, by name.

    Raises OptionError for an option that is unknown or ill-typed. Whether it is on is decided at
    the first request, when the framework's own debug switch is set; off, it hands every request
    to the app and does nothing else. Does not catch SystemExit, KeyboardInterrupt and other
    exceptions that are no `Exception`.

    It is a partial, which Python calls faster than an object whose class has a `__call__`.
    """

    def __new__(cls, app: App, **options: Any) -> Self:  # noqa: ARG004 - they are read below
        """Make a partial, whose function comes when the options are found right."""
        return super().__new__(cls, list)

    def __init__(self, app: App, **options: Any) -> None:
        from debugpage.options import Options

        self.app = app
        self._options = Options.load(options)
        self._core = Core(self._options, app)
        self._first = self._serve_first  # kept, for it is under way when it is replaced
        self._serve_by(self._first)

    if sys.version_info >= (3, 13):  # where partials are methods of classes, or warn of it

        def __get__(self, instance: object, owner: type | None = None) -> Self:
            """Stay an app where it is an attribute of a class."""
            return self

    @property
    def path(self) -> str:
        """The path below which it answers."""
        return self._options.path

    @property
    def core(self) -> Core:
        """What records its errors, for hooks of a framework that come by another way."""
        return self._core

    def _serve_by(self, app: App) -> None:
        # There is no other way to give a partial another function.
        self.__setstate__((app, (), {}, self.__dict__))  # type: ignore[attr-defined]  # it is there

    def _serve_first(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve the first request, and the others as it is decided then."""
        watch = Watch(self.app, self._options, self._core) if self._is_on() else None
        self._serve_by(watch.served if watch else self.app)
        if watch:
            from debugpage import elsewhere

            texts = {name: value for name, value in environ.items() if isinstance(value, str)}
            self._core.is_at(partial(_see, texts))
            elsewhere.watch(self._core)
        return self(environ, start_response)

    def _is_on(self) -> bool:
        from debugpage.interlock import is_on, layers_of

        # Of two around one app the inner one serves: it has what the outer one would lack.
        is_second = any(isinstance(layer, DebugMiddleware) for layer in layers_of(self.app))
        return not is_second and is_on(self._options, self.app)


class _Met:
    """An error that was logged while a request was served, and whether its page is due.

    It is, once the app has begun a response of status 500: the app goes on to its end, but what it
    answers goes nowhere.
    """

    __slots__ = ("environ", "found", "is_due")

    def __init__(self, found: Found, environ: Environ) -> None:
        self.found = found
        self.environ = environ
        self.is_due = False


_met: dict[int, _Met] = {}
"""Errors logged by the requests under way, by the id of their `start_response`."""


class Watch:
    """What goes between a server and an app while debugpage is on.

    app: what is watched. options, core: those of the middleware. `served` is the app to serve.
    """

    def __init__(self, app: App, options: Options, core: Core) -> None:
        from debugpage.rescue import handing_over, watch_flask

        self._options = options
        self._core = core
        self.served = self._served(handing_over(app))
        watch_flask(self.served.__code__)
        from debugpage.bodies import TAKERS
        from debugpage.logged import takers, watch_log

        takers.update(TAKERS)
        takers[self.served.__code__] = _meet
        takers[Watch._answer_request.__code__] = _leave
        if options.log_rescue != "off":
            watch_log()

    def _served(self, app: App) -> Any:
        """Return what serves a request. It is kept short: requests that do not fail pay for it."""
        from debugpage.bodies import begun
        from debugpage.kept import KeptInput

        reserved = self._options.path
        bare = reserved.rstrip("/")  # may be asked for, too, by who types it
        start, answer_request, answer_error = self._start, self._answer_request, self._answer_error

        def start_watched(
            start_response: StartResponse, status: str, headers: list[Any], exc_info: Any = None
        ) -> Any:
            if exc_info is None and not _met:
                return start_response(status, headers)
            return start(start_response, status, headers, exc_info)

        def served(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
            try:
                path = environ["PATH_INFO"]
            except KeyError:  # servers may leave out what is empty (PEP 3333)
                path = ""
            if bare in path and f"{path}/".startswith(reserved):
                return answer_request(environ, start_response)
            if "CONTENT_TYPE" in environ:  # what has none is seldom sent, and could not be shown
                environ["wsgi.input"] = kept = KeptInput(environ["wsgi.input"])
                environ["debugpage.input"] = kept
            try:
                # A bound method is the cheapest thing that remembers one argument.
                body = app(environ, MethodType(start_watched, start_response))
                if type(body) is list and not _met:  # complete, so nothing of it can fail
                    return body
                body = begun(body, environ, self)
            except Exception as error:  # noqa: BLE001 - whatever the app raises is what we are for
                return answer_error(error, environ, start_response)
            except BaseException:
                _met.pop(id(start_response), None)
                raise
            return self._settled(body, environ, start_response) if _met else body

        return served

    def _start(
        self, start_response: StartResponse, status: str, headers: list[Any], exc_info: Any
    ) -> Any:
        """Start a response, unless it is that to an error.

        An app may answer an error itself and tell the server of it (PEP 3333, "Error Handling"), as
        Bottle does; PEP 3333 lets `start_response` raise it. One that was logged is not raised: who
        logs it is done with it.
        """
        if exc_info and exc_info[1] is not None:  # `sys.exc_info()` where nothing is handled
            raise exc_info[1].with_traceback(exc_info[2])
        met = _met.pop(id(start_response), None)
        if met is None:
            return start_response(status, headers)
        if met.found.is_part or status[:3] != "500":
            self.note_logged(met.environ, met.found)
            return start_response(status, headers)
        rescue = "page" if met.found.is_handed_over else self._options.log_rescue
        if rescue == "off":  # another middleware of the process watches the log
            return start_response(status, headers)
        if rescue == "page":
            met.is_due = True
            _met[id(start_response)] = met
            return _write_nowhere
        response = self._note(met.environ, met.found.restored(), met.found.around)
        return start_response(status, [*headers, *_links(response)])

    def _settled(
        self, body: Iterable[bytes], environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Return a body that has begun, or the page of an error that was logged before it."""
        met = _met.pop(id(start_response), None)
        if met is None:
            return body
        if met.is_due:
            from debugpage.bodies import close_quietly

            close_quietly(body)
            around = met.found.around
            return self._answer_error(met.found.restored(), environ, start_response, around)
        self.note_logged(environ, met.found)
        return body

    def note_late(
        self, environ: Environ, error: Exception, around: Surroundings | None = None
    ) -> None:
        """Record an error after the response has begun, unless it is the one recorded before."""
        if environ.get(_TOLD) != id(error):
            self._note(environ, error, around)

    def note_logged(self, environ: Environ, found: Found) -> None:
        """Record an error that was logged after the response had begun."""
        if found.is_handed_over or self._options.log_rescue != "off":
            self.note_late(environ, found.restored(), found.around)

    def _note(
        self, environ: Environ, error: Exception, around: Surroundings | None = None
    ) -> Response:
        from debugpage.rescue import surroundings_of

        environ[_TOLD] = id(error)
        around = around or surroundings_of(error)
        return self._core.on_error(error, partial(_see, environ), around)

    def _answer_error(
        self,
        error: Exception,
        environ: Environ,
        start_response: StartResponse,
        around: Surroundings | None = None,
    ) -> Iterable[bytes]:
        from debugpage.linger import LingeringBody, connection_to_linger_on
        from debugpage.rescue import surroundings_of

        met = _met.pop(id(start_response), None)
        _forget_start(error)
        if met is not None and met.found.error is error:  # it was logged, and then raised
            around = surroundings_of(error).noting(met.found.around)
        response = self._note(environ, error, around)
        headers = [*response.headers]
        try:
            # Test clients raise whatever exc_info they are given, so it is kept back at first.
            # A server whose start_response was called before refuses, and then has to get it.
            start_response(_status_line(response), headers)
        except Exception:  # noqa: BLE001 - servers refuse by exceptions of various types
            _forget_headers(start_response)
            exc_info = (type(error), error, _traceback_of(error))
            start_response(_status_line(response), headers, exc_info)
        if environ.get("REQUEST_METHOD") == "HEAD":
            return []
        connection = connection_to_linger_on(environ)
        return LingeringBody(response.body, connection) if connection else [response.body]

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
            answer = answer.told(resend(self.served, answer.request, environ))
        start_response(_status_line(answer), [*answer.headers])
        return [] if request.method == "HEAD" else [answer.body]


def _meet(names: Mapping[str, Any], found: Found) -> None:
    """Keep an error that was logged while an app was called, until the app answers."""
    number = id(names["start_response"])
    known = _met.get(number)
    # Frameworks log what they hand over, too, and a hook knows more.
    if known is None:
        _met[number] = _Met(found, names["environ"])
    elif known.is_due or known.found.is_handed_over > found.is_handed_over:
        known.found = known.found.noting(found)
    else:
        _met[number] = _Met(found.noting(known.found), names["environ"])


def _leave(_names: Mapping[str, Any], _found: Found) -> None:
    """Leave alone what is logged by code that was typed in a console."""


def _write_nowhere(_data: bytes) -> None:
    """Take what an app writes of a response that is replaced."""


def _links(response: Response) -> list[tuple[str, str]]:
    return [(name, value) for name, value in response.headers if name in ("X-Debugpage-Id", "Link")]


def _traceback_of(error: BaseException) -> TracebackType | None:
    """Return the traceback of an error, whose class may have an attribute of that name."""
    traceback: TracebackType | None = BaseException.__dict__["__traceback__"].__get__(error)
    return traceback


def _forget_start(error: Exception) -> None:
    """Give an error that was handed to `start_response` the traceback with which it was."""
    whole = traceback = _traceback_of(error)
    while traceback is not None:
        if traceback.tb_frame.f_code is Watch._start.__code__:  # noqa: SLF001 - of this module
            whole = traceback.tb_next
        traceback = traceback.tb_next
    BaseException.with_traceback(error, whole)


def _see(environ: Environ) -> Request:
    from debugpage.exchange import from_environ

    request = from_environ(environ)
    if (kept := environ.get("debugpage.input")) is not None:
        request = request._replace(body=kept.body.content())
    return request


def _forget_headers(start_response: StartResponse) -> None:
    """Make gunicorn forget the headers that it holds but has not sent.

    It adds those that come with `exc_info` to them, where they are to replace them (PEP 3333).
    """
    server = getattr(start_response, "__self__", None)
    if type(server).__module__.startswith("gunicorn.") and not getattr(server, "headers_sent", 1):
        server.headers.clear()  # type: ignore[union-attr]  # gunicorn's Response


def _status_line(response: Response) -> str:
    if response.status == 500:  # for which no error has to wait until a table of all is loaded
        return "500 Internal Server Error"
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
