"""Servers of several worker processes, and pages of the errors of each of them."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from typing import NamedTuple

from tests.consoles import Console, open_console
from tests.pages import report_path
from tests.servers import Server, serve
from tests.wire import Answer, Ask, Send, over_socket

PAGES_OF_EACH = 2
MOST_REQUESTS = 600
WHOSE = re.compile(r"(?:<|&lt;)(\d+) ([0-9a-f]{16})(?:>|&gt;)")


class Place(NamedTuple):
    """An app of `tests.apps.marked`, and in how many processes a kind of server runs it."""

    app: str
    workers: int


PLACES = {
    "gunicorn-2": Place("wsgi", 2),
    "gunicorn-2-preload": Place("wsgi", 2),
    "gunicorn-2-gthread": Place("wsgi", 2),
    "gunicorn-2-gevent": Place("wsgi", 2),
    "uvicorn-4": Place("asgi", 4),
    "hypercorn-2": Place("asgi", 2),
    "granian-2-wsgi": Place("wsgi_told_ports", 2),
    "granian-2-asgi": Place("asgi", 2),
}


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

    @contextmanager
    def busy(self) -> Iterator[int]:
        """Keep one process of a server without threads busy for `SLOW_SECONDS`, and give its id."""
        since = len(self.server.log())
        thread = threading.Thread(target=self._ask_for_much, daemon=True)
        thread.start()
        begun = self.server.wait_for_log(r"slow begins in (\d+)", since)
        yield int(begun[1])
        thread.join()

    def _ask_for_much(self) -> None:
        with suppress(OSError, HTTPException):  # the process may end before it answers
            self.send(Ask("/slow"))


def whose(answer: Answer) -> tuple[int, str]:
    """Return the process and the mark that the error on a page tells."""
    match = WHOSE.search(answer.text)
    assert match, answer.text
    return int(match[1]), match[2]


def page_of(answer: Answer, origin: str) -> Page:
    return Page(report_path(answer), open_console(answer, origin), *whose(answer))


@contextmanager
def open_crew(kind: str, folder: Path) -> Iterator[Crew]:
    """Serve an app on a server of a kind in `PLACES`, and fail until each process has pages."""
    app, workers = PLACES[kind]
    with serve(kind, f"tests.apps.marked:{app}", folder) as server:
        send = over_socket(server.host, server.port)
        origin = f"http://{server.host}:{server.port}"
        yield Crew(server, send, _pages_of_all(send, origin, workers))


def _pages_of_all(send: Send, origin: str, workers: int) -> list[Page]:
    found: dict[int, list[Page]] = {}
    for _ in range(MOST_REQUESTS):
        page = page_of(send(Ask("/boom")), origin)
        found.setdefault(page.pid, []).append(page)
        if len(found) == workers and all(len(pages) >= PAGES_OF_EACH for pages in found.values()):
            return [page for pages in found.values() for page in pages[-PAGES_OF_EACH:]]
    raise AssertionError(f"after {MOST_REQUESTS} requests only {list(found)} have failed")
