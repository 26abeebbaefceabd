"""Inside aiohttp's own server: what its middleware sees of a request, and what it leaves alone."""

import asyncio
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest
from aiohttp import web

import debugpage
from tests.apps.actors import play_browser
from tests.consoles import facts, tokens
from tests.pages import report_path
from tests.wire import NAVIGATION, Answer, Ask, Send, over_socket

pytestmark = pytest.mark.xdist_group("aiohttp")  # so that the server starts once
FORM = (*NAVIGATION, ("Content-Type", "application/x-www-form-urlencoded"))
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def order(request: web.Request) -> web.Response:
    form = await request.post()
    request.app[STOCK][str(form["tool"])] -= 1
    return web.Response(text="ordered", status=201, headers={"Set-Cookie": "seen=1"})


async def unread(request: web.Request) -> web.Response:
    raise LookupError


async def abandoned(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    try:
        while True:
            await response.write(b"x" * 65536)
    finally:
        request.app[GONE].set()


STOCK = web.AppKey("stock", dict[str, int])
GONE = web.AppKey("gone", threading.Event)


async def forbid_scripts(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Content-Security-Policy"] = "default-src 'none'"


def make() -> web.Application:
    app = web.Application()
    app.on_response_prepare.append(forbid_scripts)
    app[STOCK], app[GONE] = {}, threading.Event()
    app.router.add_post("/order", order)
    app.router.add_post("/unread", unread)
    app.router.add_get("/abandoned", abandoned)
    return app


@contextmanager
def serving(app: web.Application) -> Iterator[tuple[str, int]]:
    """Serve an app on a loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(app)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def start() -> tuple[str, int]:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        return host, port

    try:
        yield asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@pytest.fixture(scope="module")
def app() -> web.Application:
    app: web.Application = debugpage.install(make(), enabled=True, identify=play_browser)
    return app


@pytest.fixture(scope="module")
def place(app: web.Application) -> Iterator[tuple[str, int]]:
    with serving(app) as place:
        yield place


@pytest.fixture
def send(place: tuple[str, int]) -> Send:
    return over_socket(*place)


def form_of(send: Send, page: Answer) -> list[tuple[str, str]]:
    """Return what a report tells of the form that was sent."""
    request = send(Ask(report_path(page) + ".json")).json()["report"]["request"]
    return [(field["name"], field["value"]) for field in request["form"]]


def test_the_form_that_the_view_has_read(send: Send) -> None:
    page = send(Ask("/order", "POST", FORM, b"tool=hammer&size=9"))
    assert page.status == 500
    assert form_of(send, page) == [("tool", "hammer"), ("size", "9")]


def test_a_body_that_nobody_has_read_is_no_obstacle(send: Send) -> None:
    page = send(Ask("/unread", "POST", FORM, b"x" * 3_000_000))
    assert (page.status, page.media_type) == (500, "text/html")


def test_the_apps_signals_change_none_of_our_responses(send: Send) -> None:
    page = send(Ask("/unread", "POST", FORM))
    for answer in (page, send(Ask(report_path(page)))):
        assert "nonce-" in answer.value("content-security-policy")
    assert send(Ask("/missing")).value("content-security-policy") == "default-src 'none'"


def test_a_request_is_sent_again(send: Send, app: web.Application, place: tuple[str, int]) -> None:
    page = send(Ask("/order", "POST", FORM, b"tool=spade"))
    healing = facts(page)["healing"]
    app[STOCK]["spade"] = 5
    headers = (
        ("Content-Type", "application/json"),
        ("Origin", "http://{}:{}".format(*place)),
        ("Sec-Fetch-Mode", "cors"),
        ("Sec-Fetch-Dest", "empty"),
        ("Sec-Fetch-Site", "same-origin"),
        ("X-Debugpage-Token", healing["secret"]),
    )
    body = json.dumps({"tb": facts(page)["id"]}).encode()
    came = send(Ask(healing["again"], "POST", headers, body))
    assert came.status == 200
    told = came.json()
    assert (told["status"], told["text"]) == (201, "ordered")
    assert came.values("set-cookie") == ["seen=1"]
    assert app[STOCK]["spade"] == 4


def test_a_client_that_goes_away_is_no_error(
    place: tuple[str, int], app: web.Application, send: Send, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_connection(place, timeout=10) as connection:
        connection.sendall(b"GET /abandoned HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert connection.recv(100)
    assert app[GONE].wait(10)
    send(Ask("/unread", "POST", FORM))
    assert caplog.text.count(" raised; see http") == 1


def test_who_may_not_ask_gets_nothing(send: Send) -> None:
    strange = ("Host", "evil.example")
    page = send(Ask("/unread", "POST", (*FORM, strange)))
    assert (page.status, tokens(page)) == (500, {})
    name = send(Ask("/unread", "POST", FORM)).value("x-debugpage-id")
    assert send(Ask(f"/__debugpage__/{name}", headers=(*NAVIGATION, strange))).status == 403
    for headers in (FORM, (("Content-Type", "application/json"),)):
        assert send(Ask("/__debugpage__/x/eval", "POST", headers, b"{}")).status == 403
    assert send(Ask("/__debugpage__/x/eval", "POST", FORM, b"x" * 3_000_000)).status == 403


def test_the_list_of_errors_follows(send: Send) -> None:
    name = send(Ask("/unread", "POST", FORM)).value("x-debugpage-id")
    page = send(Ask("/__debugpage__/"))
    assert (page.status, name in page.text) == (200, True)
    told = send(Ask(facts(page)["events"], headers=(("Sec-Fetch-Site", "same-origin"),)))
    assert (told.status, told.media_type) == (200, "text/event-stream")


def test_installed_twice_is_installed_once(caplog: pytest.LogCaptureFixture) -> None:
    app = debugpage.install(make(), enabled=True)
    with serving(debugpage.install(app, enabled=True)) as place:
        over_socket(*place)(Ask("/unread", "POST", FORM))
    assert caplog.text.count(" raised; see http") == 1


def test_off_means_absent() -> None:
    with serving(debugpage.install(make(), enabled=False)) as place:
        send = over_socket(*place)
        page = send(Ask("/order", "POST", FORM, b"tool=hammer"))
        assert (page.status, page.values("x-debugpage-id")) == (500, [])
        assert b"Server got itself in trouble" in page.body
        assert send(Ask("/__debugpage__/")).status == 404
