"""Every value that has ever broken an error page, through both adapters, on real servers.

Each is a whole page, small, in time, while the server goes on answering others, and the error
itself is in the log.
"""

import statistics
import threading
import time
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest

from tests.apps.bad_values import BAD
from tests.pages import headings, labelled, text_of
from tests.servers import Server, serve
from tests.wire import Answer, Ask, Send, over_socket

MOST_BYTES = 1_000_000
MOST_BYTES_OF_RECURSION = 200_000
MOST_SECONDS = 5
MOST_DELAY = 0.1
"""Seconds by which an answer to somebody else may come later while a page is made."""
ATTEMPTS = 4
"""How often a delay is measured before it counts: other processes can only add to it."""

ORIGINAL = {"message_of_50_megabytes": "mmmm", "recursion_error": "maximum recursion depth"}
ORIGINAL["memory_error"] = "MemoryError"

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module", params=["werkzeug", "uvicorn"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    name = {"werkzeug": "wsgi", "uvicorn": "asgi"}[request.param]
    folder = tmp_path_factory.mktemp(name)
    with serve(request.param, f"tests.apps.bad_values:{name}", folder) as server:
        over_socket(server.host, server.port)(Ask("/repr_raises"))  # loads templates and all
        yield server


@pytest.fixture(scope="module")
def send(server: Server) -> Send:
    return over_socket(server.host, server.port)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_value_is_a_whole_page(name: str, server: Server, send: Send) -> None:
    log_before = len(server.log())
    started = time.perf_counter()
    answer = send(Ask(f"/{name}"))
    seconds = time.perf_counter() - started
    assert_whole_page(answer, name)
    assert seconds < MOST_SECONDS
    assert ORIGINAL.get(name, "the original error") in server.log()[log_before:]


def assert_whole_page(answer: Answer, name: str) -> None:
    assert answer.status == 500
    assert answer.media_type == "text/html"
    assert not answer.cut
    is_recursion = name in ("recursion_error", "stack_of_5000_frames")
    assert len(answer.body) <= (MOST_BYTES_OF_RECURSION if is_recursion else MOST_BYTES)
    page = answer.html()
    assert len(headings(page)) == 1
    assert frames(page), "there is no frame"
    assert labelled(page, "Request")
    assert page.find(".//footer") is not None, "the page is cut"
    expected = ORIGINAL.get(name, "the original error")
    assert expected in text_of(page) or "str() raised" in headings(page)[0]


def frames(page: Element) -> list[Element]:
    return [one for one in page.iter("section") if "frame" in (one.get("class") or "").split()]


@pytest.mark.parametrize("name", BAD)
def test_nobody_else_waits_for_a_bad_value(name: str, send: Send) -> None:
    measured = [delay_by(name, send)]
    while min(measured) > MOST_DELAY and len(measured) < ATTEMPTS:
        measured.append(delay_by(name, send))
    assert min(measured) <= MOST_DELAY


def delay_by(name: str, send: Send) -> float:
    """Return by how much longer others wait, in seconds, while the page of a value is made."""
    alone = [answered_after(send) for _ in range(5)]
    done = threading.Event()

    def ask() -> None:
        send(Ask(f"/{name}"))
        done.set()

    asking = threading.Thread(target=ask)
    asking.start()
    beside = [answered_after(send)]
    while not done.is_set():
        beside.append(answered_after(send))
    asking.join()
    return statistics.median(beside) - statistics.median(alone)


def answered_after(send: Send) -> float:
    started = time.perf_counter()
    assert send(Ask("/ok")).text == "ok"
    return time.perf_counter() - started


def test_iterators_are_not_consumed(send: Send) -> None:
    assert send(Ask("/next")).text.startswith("[")
    before = send(Ask("/next")).text
    send(Ask("/iterators"))
    number = int(before.strip("[]").split(",")[0]) + 1
    assert send(Ask("/next")).text == f"[{number}, {number * number}]"


def test_a_lazy_query_is_not_executed(send: Send) -> None:
    before = send(Ask("/connections")).text
    page = send(Ask("/query_not_executed"))
    assert "QuerySet of Order: not evaluated" in page.text.replace("&gt;", ">")
    assert send(Ask("/connections")).text == before
    assert int(send(Ask("/query")).text) > 0, "the counter counts nothing"
