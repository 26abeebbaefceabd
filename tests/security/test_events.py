"""Who hears the news of a development server: pages of its own, so many, and never for too long."""

import http.client
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.reloading import Development, asgi, developing, wait_until, wsgi
from tests.wire import Ask, Headers, over_socket

PATH = "/__debugpage__/0123456789abcdef-00000000000000000000000000000000/events"
ERRORS = PATH.replace("events", "errors")
"""What an open list of errors listens to."""
OWN: Headers = (
    ("Accept", "text/event-stream"),
    ("Sec-Fetch-Dest", "empty"),
    ("Sec-Fetch-Mode", "cors"),
    ("Sec-Fetch-Site", "same-origin"),
)
APPS = {"wsgi": wsgi, "asgi": asgi}


@pytest.fixture(scope="module", params=APPS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Development]:
    folder = tmp_path_factory.mktemp("project")
    with developing(folder, app=APPS[request.param]("'first'")) as server:
        yield server


@contextmanager
def listening(server: Development, path: str = PATH) -> Iterator[http.client.HTTPResponse]:
    """Open a stream of news, as a page does."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", path, headers=dict(OWN))
    response = connection.getresponse()
    try:
        yield response
    finally:
        response.close()
        connection.close()


def event(response: http.client.HTTPResponse) -> dict[str, Any]:
    """Return the data of the next event."""
    for line in iter(response.readline, b""):
        if line.startswith(b"data: "):
            data: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
            return data
    raise EOFError


def until_its_end(response: http.client.HTTPResponse) -> Iterator[dict[str, Any]]:
    with suppress(EOFError):
        while True:
            yield event(response)


def with_field(name: str, value: str | None) -> Headers:
    kept = tuple(field for field in OWN if field[0] != name)
    return kept if value is None else (*kept, (name, value))


def test_a_page_hears_the_state_whatever_its_boot(server: Development) -> None:
    with listening(server) as response:
        assert response.status == 200
        assert response.getheader("Content-Type") == "text/event-stream"
        assert event(response)["generation"]


def test_it_is_protected_as_every_page(server: Development) -> None:
    with listening(server) as response:
        fields = {name.lower(): value for name, value in response.getheaders()}
    assert fields["cache-control"] == "no-store"
    assert fields["x-content-type-options"] == "nosniff"
    assert fields["cross-origin-resource-policy"] == "same-origin"
    assert fields["content-security-policy"].startswith("default-src 'none'")
    assert not [name for name in fields if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
        ("Sec-Fetch-Site", "none"),
        ("Sec-Fetch-Site", "SAME-ORIGIN"),
        ("Sec-Fetch-Site", None),
        ("Origin", "https://evil.example"),
        ("Host", "evil.example"),
        ("Host", "0.0.0.0"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("Forwarded", ""),
    ],
)
def test_nobody_else_hears_anything(server: Development, name: str, value: str | None) -> None:
    send = over_socket("127.0.0.1", server.port)
    for path in (PATH, ERRORS):
        for method in ("GET", "POST"):
            answer = send(Ask(path, method, with_field(name, value)))
            assert (answer.status, answer.json()) == (403, {"error": "refused"})


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_news_are_read_by_get(server: Development, method: str) -> None:
    for path in (PATH, ERRORS):
        answer = over_socket("127.0.0.1", server.port)(Ask(path, method, OWN))
        assert (answer.status, answer.value("allow")) == (405, "GET")


def test_an_open_list_is_told_a_version(server: Development) -> None:
    with listening(server, ERRORS) as response:
        assert response.getheader("Content-Type") == "text/event-stream"
        assert event(response).keys() == {"version"}


def test_who_is_no_browser_sends_nothing_again(server: Development) -> None:
    origin = ("Origin", f"http://127.0.0.1:{server.port}")
    headers = (*OWN, origin, ("Content-Type", "application/json"), ("X-Debugpage-Token", "x"))
    ask = Ask(PATH.replace("events", "again"), "POST", headers, b'{"tb": "x"}')
    assert over_socket("127.0.0.1", server.port)(ask).status == 403


def test_so_many_are_heard_and_no_more_until_one_leaves(server: Development) -> None:
    with ExitStack() as stack:
        streams = [stack.enter_context(listening(server)) for _ in range(16)]
        assert [stream.status for stream in streams] == [200] * 16
        with listening(server) as refused:
            assert refused.status == 503
    wait_until(lambda: _status(server) == 200)


def _status(server: Development) -> int:
    with listening(server) as response:
        return response.status


def test_all_workers_tell_of_one_generation(tmp_path: Path) -> None:
    app = wsgi("os.getpid()", "import os")
    with developing(tmp_path, "--workers", "2", app=app) as server, ExitStack() as stack:
        streams = [stack.enter_context(listening(server)) for _ in range(10)]
        assert len({event(stream)["generation"] for stream in streams}) == 1


def test_open_streams_hold_no_restart(server: Development) -> None:
    with ExitStack() as stack:
        streams = [stack.enter_context(listening(server)) for _ in range(5)]
        first, *_ = [event(stream) for stream in streams]  # the state, which each is told first
        source = (server.folder / "app.py").read_text()
        server.write(source.replace("'first'", "'second'"))
        server.wait_for("second")
        for stream in streams:
            for told in until_its_end(stream):  # nothing, where the process was gone before it said
                assert told["saved"] == [str(server.folder / "app.py")]
        with listening(server) as response:
            second = event(response)
        assert second["generation"] != first["generation"]
        assert second["began"] == [str(server.folder / "app.py")]
