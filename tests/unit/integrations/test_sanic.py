"""What error handlers and middleware of Sanic keep to say, and what is recorded of its streams."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sanic import HTTPResponse, Request, Sanic, text
from sanic.handlers import ErrorHandler

import debugpage
from tests.consoles import tokens
from tests.matrix.apps.sanic_app import make
from tests.pages import headings
from tests.servers import Server, serve
from tests.wire import NAVIGATION, Answer, Ask, Send, over_asgi, over_socket

App = Sanic[Any, Any]
numbers = itertools.count()
pytestmark = pytest.mark.xdist_group("sanic")  # so that the server starts once


class Patient(ErrorHandler):
    """Answers a LookupError by itself, and all others as Sanic does."""

    def default(self, request: Request, exception: Exception) -> HTTPResponse:
        if isinstance(exception, LookupError):
            return text("come back later", 503)
        return super().default(request, exception)


def fresh(**settings: Any) -> App:
    """Return an app, with a name that no other app of this process has."""
    app: App = Sanic(f"test-{next(numbers)}", configure_logging=False, **settings)
    app.config.TOUCHUP = False  # Sanic rewrites the code of one app in a process
    return app


@contextmanager
def served(app: App) -> Iterator[Send]:
    """Give a sender to an app that is started, as a server's lifespan would."""

    async def started(scope: Any, receive: Any, send: Any) -> None:
        if not app.state.is_started:
            app.asgi = True
            await app._startup()  # type: ignore[no-untyped-call]
        await app(scope, receive, send)

    with over_asgi(started) as send:
        yield send


async def fail(request: Request) -> HTTPResponse:
    raise LookupError


async def divide(request: Request) -> HTTPResponse:
    return text(str(1 / 0))


async def fine(request: Request) -> HTTPResponse:
    return text("fine")


async def forbid_scripts(request: Request, response: HTTPResponse) -> None:
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.headers["X-App"] = "its own"


def fields(answer: Answer) -> dict[str, str]:
    """Return the header fields of an answer; Sanic writes their names as it likes, over ASGI."""
    return {name.lower(): value for name, value in answer.headers}


def test_what_the_apps_own_error_handler_answers_stays() -> None:
    app = fresh(error_handler=Patient())
    app.add_route(fail, "/fail")
    app.add_route(divide, "/divide")
    with served(debugpage.install(app, enabled=True)) as send:
        answer = send(Ask("/fail"))
        assert (answer.status, answer.text) == (503, "come back later")
        assert headings(send(Ask("/divide")).html()) == ["ZeroDivisionError: division by zero"]


def test_the_apps_middleware_changes_none_of_our_responses() -> None:
    app = fresh()
    app.add_route(fail, "/fail")

    app.add_route(fine, "/fine")
    app.on_response(forbid_scripts)  # type: ignore[no-untyped-call]
    with served(debugpage.install(app, enabled=True)) as send:
        page = send(Ask("/fail"))
        assert fields(send(Ask("/fine")))["x-app"] == "its own"
        for answer in (page, send(Ask(f"/__debugpage__/{fields(page)['x-debugpage-id']}"))):
            assert "x-app" not in fields(answer)
            assert "nonce-" in fields(answer)["content-security-policy"]


def test_installed_twice_is_installed_once(caplog: pytest.LogCaptureFixture) -> None:
    app = fresh()
    app.add_route(fail, "/fail")
    debugpage.install(app, enabled=True)
    with served(debugpage.install(app, enabled=True)) as send:
        assert send(Ask("/fail")).status == 500
    assert caplog.text.count(" raised; see http") == 1


@pytest.mark.parametrize("path", ["/price/GB", "/price/DE", "/sold-out", "/__debugpage__/"])
def test_off_means_absent(path: str) -> None:
    apps = [make(f"test-{next(numbers)}") for _ in range(2)]
    for app in apps:
        app.config.TOUCHUP = False
    off = debugpage.install(apps[0], enabled=False)
    with served(off) as send, served(apps[1]) as send_bare:
        answer = send(Ask(path))
        assert answer[:4] == send_bare(Ask(path))[:4]
        assert answer.body


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    target = "tests.matrix.apps.sanic_app:run"
    with serve("sanic", target, tmp_path_factory.mktemp("sanic")) as server:
        yield server


def test_a_stream_that_fails_late_is_recorded(server: Server) -> None:
    send = over_socket(server.host, server.port)
    assert send(Ask("/stream-after")).body == b"first"
    path = server.wait_for_log(r"see http://[^/]+(/__debugpage__/[\w-]{22,})")[1]
    assert headings(send(Ask(path)).html()) == ["KeyError: 'DE'"]


def test_who_may_not_ask_gets_nothing(server: Server) -> None:
    send, strange = over_socket(server.host, server.port), ("Host", "evil.example")
    page = send(Ask("/price/DE", headers=(*NAVIGATION, strange)))
    assert (page.status, tokens(page)) == (500, {})
    name = send(Ask("/price/DE")).value("x-debugpage-id")
    assert send(Ask(f"/__debugpage__/{name}", headers=(*NAVIGATION, strange))).status == 403
    headers = (("Content-Type", "application/json"),)
    for body in (b"{}", b"x" * 3_000_000):
        assert send(Ask("/__debugpage__/x/eval", "POST", headers, body)).status == 403
