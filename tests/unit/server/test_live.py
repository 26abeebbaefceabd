"""What `--live` does to a response: a script behind complete pages, and nothing to all else."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from debugpage.server.live import LiveAsgi, LiveWsgi, script_for
from tests.wire import NAVIGATION, Answer, Ask, Send, over_asgi, over_wsgi

SCRIPT = b"<script>live</script>"
HTML = ("Content-Type", "text/html; charset=utf-8")
FETCH = (("Sec-Fetch-Dest", "empty"), ("Sec-Fetch-Mode", "cors"))

Fields = list[tuple[str, str]]


class Served:
    """What the apps below answer."""

    def __init__(self) -> None:
        self.status, self.fields = "200 OK", [HTML]
        self.chunks = [b"<p>one", b"<p>two"]

    def wsgi(self, _environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def body() -> Iterator[bytes]:
            start_response(self.status, self.fields)
            yield from self.chunks

        return body()

    async def asgi(self, _scope: Any, _receive: Any, send: Any) -> None:
        pairs = [(name.lower().encode(), value.encode()) for name, value in self.fields]
        status = int(self.status[:3])
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        for chunk in self.chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def served() -> Served:
    return Served()


@pytest.fixture(params=["wsgi", "asgi"])
def send(request: pytest.FixtureRequest, served: Served) -> Iterator[Send]:
    if request.param == "wsgi":
        yield over_wsgi(LiveWsgi(served.wsgi, SCRIPT))
        return
    with over_asgi(LiveAsgi(served.asgi, SCRIPT)) as sender:
        yield sender


def get(send: Send) -> Answer:
    return send(Ask("/", headers=NAVIGATION))


def test_a_page_gets_the_script_behind_it(send: Send) -> None:
    assert get(send).body == b"<p>one<p>two" + SCRIPT


def test_its_length_is_told_anew(send: Send, served: Served) -> None:
    served.fields = [HTML, ("Content-Length", "12")]
    answer = get(send)
    assert answer.value("content-length") == str(len(answer.body))


@pytest.mark.parametrize(
    ("status", "fields"),
    [
        ("500 Internal Server Error", [HTML]),
        ("206 Partial Content", [HTML]),
        ("200 OK", [("Content-Type", "application/json")]),
        ("200 OK", [HTML, ("Content-Security-Policy", "default-src 'self'")]),
        ("200 OK", [HTML, ("Content-Encoding", "gzip")]),
        ("200 OK", [HTML, ("Content-Disposition", "attachment")]),
    ],
)
def test_all_else_is_left_as_it_is(send: Send, served: Served, status: str, fields: Fields) -> None:
    served.status, served.fields = status, fields
    answer = get(send)
    assert answer.body == b"<p>one<p>two"
    assert answer.own_headers() == tuple(sorted((name.lower(), text) for name, text in fields))


def test_what_a_script_fetches_or_a_form_sends_is_left_as_it_is(send: Send) -> None:
    assert send(Ask("/", headers=FETCH)).body == b"<p>one<p>two"
    assert send(Ask("/", "POST", NAVIGATION)).body == b"<p>one<p>two"


def test_the_script_ends_where_it_should(send: Send) -> None:
    script = script_for("/__debugpage__/").decode()
    assert script.count("</script") == 1
    assert script.endswith("</script>")
