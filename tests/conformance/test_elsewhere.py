"""What fails where no response tells of it, on real servers: WebSockets, tasks, start-up."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.apps.failures import LOCAL, MESSAGE
from tests.servers import Server, ServerError, serve
from tests.sockets import echo, leave, listen
from tests.wire import Ask, over_socket

SERVERS = ("uvicorn", "hypercorn", "hypercorn-trio", "granian-asgi", "daphne", "gunicorn-asgi")
QUART_SERVERS = ("uvicorn", "hypercorn")
ANSWERS_NO_WEBSOCKET = ("daphne", "gunicorn-asgi")
"""Servers that refuse a WebSocket by a response of their own alone."""
TELLS_NO_REASON = ("daphne",)
HAS_NO_ASYNCIO = ("hypercorn-trio",)

ADDRESS = r"see http://127\.0\.0\.1:\d+(/__debugpage__/[0-9a-f]{16}-[0-9a-f]{32})"
RAISED = re.compile(rf"(?m)^.*raised.*; {ADDRESS}")


def served(*pairs: tuple[str, str]) -> pytest.MarkDecorator:
    """Run a test on servers, each of which has an app of its own."""
    marked = [
        pytest.param(pair, id="/".join(pair), marks=pytest.mark.xdist_group("/".join(pair)))
        for pair in pairs
    ]
    return pytest.mark.parametrize("server", marked, indirect=True, scope="module")


STARLETTE = tuple((kind, "app") for kind in SERVERS)
QUART = tuple((kind, "quart") for kind in QUART_SERVERS)


@pytest.fixture(scope="module")
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    kind, name = request.param
    folder = tmp_path_factory.mktemp("elsewhere")
    with serve(kind, f"tests.apps.elsewhere_app:{name}", folder) as server:
        yield server


def get(server: Server, path: str) -> Any:
    return over_socket(server.host, server.port)(Ask(path))


def go_away(server: Server, request: bytes, *, waits: bool) -> None:
    """Send a request and close the connection; first wait for the begin of an answer, or not."""
    with socket.create_connection((server.host, server.port), 20) as client:
        client.sendall(request)
        if waits:
            assert client.recv(65_536)


def report_of(server: Server, begins: str, since: int) -> dict[str, Any]:
    """Return the report that the log leads to, by a line that begins so, once it is there."""
    line = server.wait_for_log(rf"(?m)^.*{begins} raised.*; {ADDRESS}", since, seconds=20)
    report: dict[str, Any] = get(server, f"{line[1]}.json").json()["report"]
    return report


@served(*STARLETTE, *QUART)
def test_before_it_is_accepted_a_websocket_gets_the_page(server: Server) -> None:
    since = len(server.log())
    end = listen(server, "/fail_first")
    assert end.status == 500
    report = report_of(server, "WEBSOCKET /fail_first", since)
    assert report["origin"] == "websocket"
    if server.kind in ANSWERS_NO_WEBSOCKET:
        assert end.error == ""
    else:
        assert end.error == report["id"]
        assert MESSAGE in end.body


@served(*STARLETTE, *QUART)
def test_an_accepted_websocket_is_closed_with_the_way_to_the_page(server: Server) -> None:
    since = len(server.log())
    end = listen(server, "/fail_open")
    report = report_of(server, "WEBSOCKET /fail_open", since)
    assert (end.texts, end.code) == ((LOCAL,), 1011)
    if server.kind not in TELLS_NO_REASON:
        assert end.reason == f"ZeroDivisionError: see /__debugpage__/{report['id']}"
    assert report["request"]["path"] == "/fail_open"
    assert get(server, f"/__debugpage__/{report['id']}").status == 200


@served(*STARLETTE)
def test_what_an_app_closes_itself_is_its_own(server: Server) -> None:
    since = len(server.log())
    codes = [listen(server, path).code for path in ("/refuse", "/handle", "/fail_closed")]
    assert codes == [4008, 4009, 4321]
    report_of(server, "WEBSOCKET /fail_closed", since)
    assert len(RAISED.findall(server.log()[since:])) == 1


@served(*STARLETTE)
def test_clients_that_go_away_are_no_errors(server: Server) -> None:
    since = len(server.log())
    leave(server, "/wait_for_text", in_order=True)
    leave(server, "/wait_for_text", in_order=False)
    go_away(server, b"GET /stream_for_ever HTTP/1.1\r\nHost: a\r\n\r\n", waits=True)
    half = b"POST /read_slowly HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"
    go_away(server, half, waits=False)
    listen(server, "/fail_open")  # whatever there was to tell of those before is told by now
    report_of(server, "WEBSOCKET /fail_open", since)
    assert len(RAISED.findall(server.log()[since:])) == 1


@served(*STARLETTE, *QUART)
def test_a_websocket_that_does_not_fail_is_left_alone(server: Server) -> None:
    assert echo(server, "hello") == "hello"


@served(*STARLETTE, *QUART)
def test_an_error_in_the_background_is_recorded(server: Server) -> None:
    since = len(server.log())
    assert get(server, "/in_background").text == "answered"
    report = report_of(server, "background task of GET /in_background", since)
    assert report["problems"][0]["message"] == MESSAGE
    assert (report["origin"], report["request"]["path"]) == ("background", "/in_background")


@served(*STARLETTE)
def test_an_error_of_a_task_that_nobody_awaits_is_recorded(server: Server) -> None:
    if server.kind in HAS_NO_ASYNCIO:
        pytest.skip("trio has no such tasks")
    since = len(server.log())
    assert get(server, "/in_task").text == "begun"
    report = report_of(
        server, r"task mailer \(in_task.<locals>.fail_in_task\)(?: of GET /in_task)?", since
    )
    assert report["origin"] == "task"
    assert "was never retrieved" in server.log()[since:]


@served(*STARLETTE)
def test_an_error_of_a_thread_is_recorded(server: Server) -> None:
    since = len(server.log())
    assert get(server, "/in_thread").text == "begun"
    report = report_of(server, "thread counter", since)
    assert (report["origin"], report["task"]) == ("thread", "counter")
    assert "Exception in thread counter" in server.log()[since:]


@pytest.mark.parametrize("name", ["starting", "quart_starting"])
def test_a_start_up_that_fails_is_recorded(name: str, tmp_path: Path) -> None:
    with (
        pytest.raises(ServerError) as ended,
        serve("uvicorn", f"tests.apps.elsewhere_app:{name}", tmp_path),
    ):
        pass
    assert re.search(r"lifespan raised; see /__debugpage__/[0-9a-f-]{49}\n", str(ended.value))
    assert "Application startup failed" in str(ended.value)


def test_a_shutdown_that_fails_is_recorded(tmp_path: Path) -> None:
    with serve("uvicorn", "tests.apps.elsewhere_app:stopping", tmp_path) as server:
        pass
    assert re.search(r"lifespan raised; see /__debugpage__/[0-9a-f-]{49}\n", server.log())
