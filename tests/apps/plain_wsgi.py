"""A WSGI app of no framework: every order in which an app may start, yield and fail."""

import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from debugpage.wsgi import DebugMiddleware
from tests.apps.actors import play_browser
from tests.apps.failures import HandledError, boom, called

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)
PLAIN = [("Content-Type", "text/plain; charset=utf-8"), ("X-App", "its own")]


def ok(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    start("200 OK", [*PLAIN, ("Content-Length", "2")])
    return [b"ok"]


def missing(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    start("404 Not Found", [*PLAIN])
    return [b"nothing at this address"]


def fail(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    boom()


def abort(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    start("418 I'm a teapot", [*PLAIN])
    return [b"short and stout"]


def handled(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    try:
        raise HandledError
    except HandledError:
        start("409 Conflict", [*PLAIN])
        return [b"handled by the app"]


def own_500(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    start("500 Internal Server Error", [*PLAIN])
    return [b"my own five hundred"]


def stream_before(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
    start("200 OK", [*PLAIN])
    if environ["PATH_INFO"]:
        boom()
    yield b"never"


def stream_empty(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
    start("200 OK", [*PLAIN])
    yield b""
    boom()


def stream_after(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
    start("200 OK", [*PLAIN])
    yield b"first"
    boom()


def stream(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
    start("200 OK", [*PLAIN])
    yield b""
    yield b"first,"
    yield b"second"


def late(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
    """Start the response at the first step of the iterator, as PEP 3333 allows."""
    start("202 Accepted", [*PLAIN])
    yield b"late"


def written(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    start("200 OK", [*PLAIN])(b"written,")
    return [b"returned"]


def written_then_fail(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    start("200 OK", [*PLAIN])(b"first")
    boom()


def exc_info(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    """Catch the error and tell the server about it, as PEP 3333 asks and Bottle does."""
    try:
        boom()
    except ZeroDivisionError:
        start("500 Internal Server Error", [*PLAIN], sys.exc_info())
        return [b"the app's own words"]


def logged(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    """Log the error, and answer it as frameworks do."""
    try:
        boom()
    except ZeroDivisionError:
        log.exception("the app's own line")
        start("500 Internal Server Error", [*PLAIN])
        return [b"the app's own words"]


def logged_handled(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    """Log the error, and have another answer to it."""
    try:
        boom()
    except ZeroDivisionError:
        log.exception("the app's own line")
        start("503 Service Unavailable", [*PLAIN])
        return [b"come back later"]


def stream_logged(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
    """Log an error in the midst of a stream, and go on."""
    start("200 OK", [*PLAIN])
    yield b"first,"
    try:
        boom()
    except ZeroDivisionError:
        log.exception("the app's own line")
    yield b"last"


def started(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    start("200 OK", [*PLAIN])
    boom()


def post(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start("200 OK", [*PLAIN, ("Content-Length", str(len(body)))])
    return [body]


def leave(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    raise SystemExit("left on purpose")


View = Callable[["WSGIEnvironment", "StartResponse"], Iterable[bytes]]

ROUTES: dict[str, View] = {
    "/ok": ok,
    "/boom": fail,
    "/abort": abort,
    "/handled": handled,
    "/own-500": own_500,
    "/stream": stream,
    "/stream-before": stream_before,
    "/stream-empty": stream_empty,
    "/stream-after": stream_after,
    "/late": late,
    "/written": written,
    "/written-then-fail": written_then_fail,
    "/exc-info": exc_info,
    "/logged": logged,
    "/logged-handled": logged_handled,
    "/stream-logged": stream_logged,
    "/started": started,
    "/post": post,
    "/big-post": fail,
    "/exit": leave,
}


def bare(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """The app without debugpage."""
    called()
    return ROUTES.get(environ["PATH_INFO"], missing)(environ, start_response)


app: "WSGIApplication" = DebugMiddleware(bare, identify=play_browser)

checked: "WSGIApplication" = DebugMiddleware(bare)
"""The same with the real check of who is there."""
