"""An error's page and consoles work whichever worker process a request happens to reach."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.consoles import Console, evaluate, open_console
from tests.pages import report_path
from tests.servers import Server, serve
from tests.wire import Answer, Ask, Send, over_socket

EVALUATIONS = 300
PAGES_OF_EACH = 2
MOST_REQUESTS = 600
PLACES = {
    "gunicorn-2": ("wsgi", 2),
    "gunicorn-2-preload": ("wsgi", 2),
    "gunicorn-2-gthread": ("wsgi", 2),
    "gunicorn-2-gevent": ("wsgi", 2),
    "uvicorn-4": ("asgi", 4),
    "hypercorn-2": ("asgi", 2),
    "granian-2-wsgi": ("wsgi_told_ports", 2),
    "granian-2-asgi": ("asgi", 2),
}
WHOSE = re.compile(r"(?:<|&lt;)(\d+) ([0-9a-f]{16})(?:>|&gt;)")


class Page(NamedTuple):
    """The page of an error: where it can be opened, the console of its frame, and whose it is."""

    path: str
    console: Console
    pid: int
    mark: str


class Crew(NamedTuple):
    """A server with several worker processes, and some pages of each of them."""

    server: Server
    send: Send
    pages: list[Page]

    @property
    def workers(self) -> set[int]:
        return {page.pid for page in self.pages}


def page_of(answer: Answer, origin: str) -> Page:
    whose = WHOSE.search(answer.text)
    assert whose, answer.text
    return Page(report_path(answer), open_console(answer, origin), int(whose[1]), whose[2])


def pages_of_all_workers(send: Send, origin: str, workers: int) -> list[Page]:
    """Fail until each worker has some pages, and return no more than that of each."""
    found: dict[int, list[Page]] = {}
    for _ in range(MOST_REQUESTS):
        page = page_of(send(Ask("/boom")), origin)
        found.setdefault(page.pid, []).append(page)
        if len(found) == workers and all(len(pages) >= PAGES_OF_EACH for pages in found.values()):
            return [page for pages in found.values() for page in pages[-PAGES_OF_EACH:]]
    raise AssertionError(f"after {MOST_REQUESTS} requests only {list(found)} have failed")


@pytest.fixture(scope="module", params=PLACES)
def crew(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crew]:
    app, workers = PLACES[request.param]
    with serve(
        request.param, f"tests.apps.marked:{app}", tmp_path_factory.mktemp("crew")
    ) as server:
        send, origin = over_socket(server.host, server.port), f"http://127.0.0.1:{server.port}"
        yield Crew(server, send, pages_of_all_workers(send, origin, workers))


def test_every_evaluation_runs_in_its_own_frame(crew: Crew) -> None:
    for number in range(EVALUATIONS):
        page = crew.pages[number % len(crew.pages)]
        answer = evaluate(crew.send, page.console, "import os; mark, pid, os.getpid()")
        assert answer["value"]["text"] == repr((page.mark, page.pid, page.pid))


def test_every_page_can_be_opened_anywhere(crew: Crew) -> None:
    for page in crew.pages * 10:
        answer = crew.send(Ask(page.path))
        assert answer.status == 200
        assert page_of_kept(answer) == (page.pid, page.mark)


def page_of_kept(answer: Answer) -> tuple[int, str]:
    whose = WHOSE.search(answer.text)
    assert whose
    return int(whose[1]), whose[2]
