"""Off means absent: app, errors and reserved path are as if debugpage were not there."""

from collections.abc import Iterator
from importlib import import_module

import pytest

from tests.pages import RESERVED
from tests.servers import serve
from tests.venues import Place, Venue, in_process
from tests.wire import Answer, Ask, over_socket

PLACES = (
    Place("werkzeug", "flask_app:app"),
    Place("gunicorn-sync", "plain_wsgi:app"),
    Place("uvicorn", "starlette_app:added"),
    Place("hypercorn", "quart_app:wrapped"),
)


@pytest.fixture(scope="module", params=PLACES, ids=str)
def off(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Venue]:
    """Return a venue where debugpage is installed and nothing switches it on."""
    place: Place = request.param
    folder = tmp_path_factory.mktemp("off")
    module = import_module(f"tests.apps.{place.module}")
    with (
        in_process(place, module.bare) as bare,
        serve(place.server, f"tests.apps.{place.app}", folder, {"DEBUGPAGE": None}) as server,
    ):
        yield Venue(place, over_socket(server.host, server.port), bare, folder, server)


def is_ours(answer: Answer) -> bool:
    return any("debugpage" in f"{name}{value}".lower() for name, value in answer.headers)


def test_the_reserved_path_is_the_apps(off: Venue) -> None:
    for path in (RESERVED, RESERVED + "A" * 22):
        answer, bare = off.get(path), off.bare(Ask(path))
        assert (answer.status, answer.body) == (404, bare.body)
        assert answer.own_headers() == bare.own_headers()


def test_an_error_is_the_servers(off: Venue) -> None:
    answer = off.get("/boom")
    assert answer.status == 500
    assert not is_ours(answer)
    assert b"boom" not in answer.body


def test_a_request_turns_nothing_on(off: Venue) -> None:
    answer = off.send(
        Ask(
            "/boom?debug=1&DEBUGPAGE=1&enabled=true",
            headers=(
                ("Accept", "text/html"),
                ("Cookie", "DEBUGPAGE=1; debug=1"),
                ("X-Debugpage", "1"),
                ("X-Debug", "1"),
            ),
        )
    )
    assert answer.status == 500
    assert not is_ours(answer)


def test_one_line_says_how_to_turn_it_on(off: Venue) -> None:
    assert off.server
    off.get("/ok")
    lines = [line for line in off.server.log().splitlines() if "set DEBUGPAGE=1" in line]
    assert len(lines) == 1
