"""One list for all workers of a server, which outlasts them; pages of errors without a process."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.consoles import with_header
from tests.crews import PLACES, Crew, Page, open_crew, page_of
from tests.pages import RESERVED
from tests.reloading import wait_until
from tests.servers import serve
from tests.wire import Ask, Send, over_socket

AS_JSON = with_header(Ask(RESERVED), "Accept", "application/json")
"""What the list's script asks for."""
EVENTS = Ask(f"{RESERVED}x/errors", headers=(("Sec-Fetch-Site", "same-origin"),))


def listed(send: Send) -> dict[str, bool]:
    """Return the ids in the list, and which of them are alive."""
    rows: list[dict[str, Any]] = send(AS_JSON).json()["errors"]
    return {one["id"]: one["alive"] for row in rows for one in (row, *row["earlier"])}


def ids(pages: list[Page]) -> set[str]:
    return {page.path.removeprefix(RESERVED) for page in pages}


def wait_until_listed(send: Send, pages: list[Page]) -> None:
    """Wait until every worker lists these: one that is asked has written its own, no others."""
    wait_until(lambda: all(ids(pages) <= listed(send).keys() for _ in range(4)))


@pytest.fixture(scope="module", params=["gunicorn-2", "uvicorn-4"])
def crew(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crew]:
    with open_crew(request.param, tmp_path_factory.mktemp("crew")) as crew:
        yield crew


def test_every_worker_lists_the_errors_of_all_and_who_is_alive(crew: Crew) -> None:
    wait_until_listed(crew.send, crew.pages)
    for _ in range(8):
        told = listed(crew.send)
        assert ids(crew.pages) <= told.keys()
        assert {told[name] for name in ids(crew.pages)} == {True}


def test_every_worker_tells_an_open_list_the_same(crew: Crew) -> None:
    wait_until_listed(crew.send, crew.pages)
    answers = [crew.send(EVENTS) for _ in range(8)]
    assert {answer.media_type for answer in answers} == {"text/event-stream"}
    data = {answer.text.split("data: ")[1] for answer in answers}
    assert len(data) == 1
    crew.send(Ask("/boom"))
    wait_until(lambda: crew.send(EVENTS).text.split("data: ")[1] not in data)
    assert json.loads(crew.send(EVENTS).text.split("data: ")[1])["version"]


@pytest.mark.parametrize("kind", ["gunicorn-2", "uvicorn-4"])
def test_a_restart_leaves_the_list_and_the_pages(kind: str, tmp_path: Path) -> None:
    target = f"tests.apps.marked:{PLACES[kind].app}"
    with serve(kind, target, tmp_path) as server:
        send = over_socket(server.host, server.port)
        page = page_of(send(Ask("/boom")), f"http://{server.host}:{server.port}")
    with serve(kind, target, tmp_path) as server:  # it was told to end in order: nothing was lost
        send = over_socket(server.host, server.port)
        origin = f"http://{server.host}:{server.port}"
        page = page._replace(console=page.console._replace(origin=origin))
        assert listed(send) == {page.path.removeprefix(RESERVED): False}
        again, run = send(Ask(page.path)), send(page.console.ask("1"))
    assert (again.status, run.status) == (200, 410)
    assert page.mark in again.text
    assert "The consoles are gone: The server was restarted" in again.text
    assert "restarted" in run.json()["error"]
