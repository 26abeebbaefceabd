"""What holds for both adapters: one core, no code of the app outside its guards, no double work."""

import asyncio
import inspect
import logging
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import flask
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import debugpage.asgi
import debugpage.wsgi
from debugpage.capture import capture
from debugpage.exchange import from_scope
from debugpage.interface import interface_of
from debugpage.report import without_values

HEADERS = {"host": "127.0.0.1:5000", "accept": "text/html"}
DOCUMENT = {"sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


def environ(path: str = "/", method: str = "GET", **headers: str) -> dict[str, Any]:
    named = {**HEADERS, **DOCUMENT, **headers}
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "5000",
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": "40000",
        "wsgi.url_scheme": "http",
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in named.items()},
    }


def scope(kind: str = "http", path: str = "/", **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "method": "GET",
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "headers": [(n.encode(), v.encode()) for n, v in {**HEADERS, **DOCUMENT}.items()],
        "client": ("127.0.0.1", 40_000),
        "server": ("127.0.0.1", 5_000),
    } | more


def get(app: Any, path: str = "/") -> tuple[str, dict[str, str], bytes]:
    """Send a WSGI app a request; return status, headers and body."""
    started: list[Any] = []

    def start_response(status: str, headers: list[Any], exc_info: Any = None) -> None:
        if started and exc_info is None:
            raise AssertionError("headers already set")
        started[:] = [status, dict(headers)]

    body = b"".join(app(environ(path), start_response))
    return started[0], started[1], body


def send(app: Any, connection: dict[str, Any]) -> list[dict[str, Any]]:
    """Send an ASGI app a request; return what it sent."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def collect(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(connection, receive, collect))
    return sent


def boom(_environ: Any, _start_response: Any) -> Iterable[bytes]:
    raise ZeroDivisionError("boom")


async def boom_async(_scope: Any, _receive: Any, _send: Any) -> None:
    raise ZeroDivisionError("boom")


def test_errors_that_come_at_the_same_time_end_in_the_same_store() -> None:
    for _ in range(5):
        app = debugpage.wsgi.DebugMiddleware(boom, enabled=True)
        get(app, "/first-request")  # decides that it is on
        app._core._debugger = None
        barrier = threading.Barrier(12)

        def fail(_: int, app: Any = app, barrier: threading.Barrier = barrier) -> str:
            barrier.wait()
            return get(app)[1]["X-Debugpage-Id"]

        with ThreadPoolExecutor(12) as pool:
            ids = list(pool.map(fail, range(12)))
        assert [get(app, f"/__debugpage__/{one}")[0] for one in ids] == ["200 OK"] * 12


class Slug:
    """What a route's converter may return: its text is code of the application."""

    def __str__(self) -> str:
        time.sleep(60)
        raise AssertionError


def test_path_parameters_run_no_code_of_the_app() -> None:
    request = from_scope(scope(path_params={"slug": Slug(), "page": 2}, endpoint=Slug()))
    assert request.path_parameters == (("slug", "<Slug object>"), ("page", "2"))
    assert request.endpoint == "Slug"


def test_a_request_that_cannot_be_looked_at_does_not_hide_the_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = debugpage.asgi.DebugMiddleware(boom_async, enabled=True)
    with caplog.at_level(logging.ERROR):
        sent = send(app, scope(headers=[("no", "bytes")]))
    assert sent[0]["status"] == 500
    assert "ZeroDivisionError: boom" in caplog.text


def test_the_event_loop_loads_nothing() -> None:
    code = """
import asyncio, sys, threading
import debugpage.asgi
loaded_by = {}
class Watch:
    def find_spec(self, name, path=None, target=None):
        loaded_by.setdefault(name, threading.current_thread().name)
async def app(scope, receive, send):
    raise ZeroDivisionError
async def main():
    sent = []
    async def send(message): sent.append(message)
    middleware = debugpage.asgi.DebugMiddleware(app, enabled=True)
    sys.meta_path.insert(0, Watch())
    scope = {"type": "http", "path": "/", "headers": [(b"accept", b"text/html"),
             (b"host", b"127.0.0.1:1")], "method": "GET", "query_string": b"",
             "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 1)}
    await middleware(scope, None, send)
    assert sent[0]["status"] == 500
asyncio.run(main())
heavy = ("jinja2", "debugpage.debugger", "debugpage.console.store")
print({name: loaded_by[name] for name in heavy})
assert all(loaded_by[name] != "MainThread" for name in heavy)
assert "werkzeug" not in loaded_by  # it takes longer than the page
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("adapter", ["debugpage.wsgi", "debugpage.asgi"])
def test_importing_a_middleware_loads_next_to_nothing(adapter: str) -> None:
    code = f"""
import sys
import traceback, linecache, html
before = {{*sys.modules}}
import {adapter}
print(*sorted({{*sys.modules}} - before))
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {"debugpage", "debugpage.process", "debugpage.core", adapter, "__future__"}
    assert {*told.stdout.split()} <= loaded


def test_a_websockets_address_can_be_opened(caplog: pytest.LogCaptureFixture) -> None:
    app = debugpage.asgi.DebugMiddleware(boom_async, enabled=True)
    with caplog.at_level(logging.ERROR), pytest.raises(ZeroDivisionError):
        send(app, scope("websocket", scheme="ws"))
    address = r"http://127\.0\.0\.1:5000/__debugpage__/[0-9a-f]{16}-[0-9a-f]{32}"
    assert re.search(f"see {address}\n", caplog.text)
    assert "shown to nobody" not in caplog.text


@pytest.mark.parametrize(
    "path", ["/x\nERROR forged", "/__debugpage__/x\nERROR forged/y", "/\r\n\t"]
)
def test_no_path_can_pretend_to_be_a_line_of_the_log(
    path: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = debugpage.wsgi.DebugMiddleware(boom, enabled=True)
    with caplog.at_level(logging.WARNING):
        get(app, path)
    assert not any(line.startswith("ERROR forged") for line in caplog.text.splitlines())
    assert "%0A" in caplog.text


def test_an_error_handed_over_below_other_middleware_is_found() -> None:
    def bottleish(_environ: Any, start_response: Any) -> list[bytes]:
        try:
            raise ZeroDivisionError("handed over")
        except ZeroDivisionError:
            start_response("500 Own", [], sys.exc_info())
        return [b"own"]

    mounted = DispatcherMiddleware(boom, {"/x": bottleish})
    status, _, body = get(debugpage.wsgi.DebugMiddleware(mounted, enabled=True), "/x/y")
    assert status == "500 Internal Server Error"
    assert b"handed over" in body


def test_of_two_around_one_app_the_inner_one_serves() -> None:
    app = flask.Flask(__name__)
    app.add_url_rule("/boom", view_func=lambda: str(1 / 0), endpoint="boom")
    debugpage.install(debugpage.install(app, enabled=True), enabled=True)
    for outer in (app, debugpage.wsgi.DebugMiddleware(app, enabled=True)):
        _, headers, _ = get(outer, "/boom")
        address = f"/__debugpage__/{headers['X-Debugpage-Id']}"
        assert get(outer, address)[0] == "200 OK"


def test_flask_is_left_as_it_was() -> None:
    app = flask.Flask(__name__)
    app.add_url_rule("/boom", view_func=lambda: str(1 / 0), endpoint="boom")
    plain = app.wsgi_app
    app.wsgi_app = debugpage.wsgi.DebugMiddleware(plain, enabled=True)  # type: ignore[method-assign]  # as Flask has it
    assert b"ZeroDivisionError" in get(app.wsgi_app, "/boom")[2]
    assert app.config["PROPAGATE_EXCEPTIONS"] is None
    assert b"ZeroDivisionError" not in get(plain, "/boom")[2]


def test_without_values_leaves_no_value() -> None:
    def fail() -> None:
        __traceback_info__ = "card 4111"
        raise ZeroDivisionError(len(__traceback_info__))

    with pytest.raises(ZeroDivisionError) as caught:
        fail()
    report = capture(caught.value)
    assert "card 4111" in report.problems[0].frames[-1].info
    assert without_values(report).problems[0].frames[-1].info == ""


@pytest.mark.parametrize("enabled", [True, False])
def test_an_asgi_app_is_taken_for_one(enabled: bool) -> None:
    async def hello(scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse("hello")(scope, receive, send)

    wrapped = debugpage.asgi.DebugMiddleware(hello, enabled=enabled)
    outer = Starlette(routes=[Route("/view", wrapped), Mount("/mounted", wrapped)])
    for _ in range(2):  # what it is must not change by the first request
        assert interface_of(wrapped) == "asgi"
        assert inspect.iscoroutinefunction(wrapped.__call__)
        for path in ("/view", "/mounted/x"):
            sent = send(outer, scope(path=path))
            assert sent[-1]["body"] == b"hello"
        asyncio.run(wrapped.__call__(scope(), None, swallow))


async def swallow(_message: Any) -> None:
    """Take what an app sends."""
