"""The cases of the matrix: what is asked of an app, and what must come of it on any framework."""

from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection, IncompleteRead
from typing import Any, NamedTuple

import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.consoles import open_console
from tests.matrix.frameworks import Framework
from tests.pages import headings, labelled, text_of
from tests.servers import Server
from tests.talk import Talk
from tests.wire import SECONDS, Answer, Ask, Headers, Send, over_socket

BARE = ("X-Bare", "1")
"""The header that asks for the app without debugpage (see tests.matrix.apps.twins)."""


class Stand(NamedTuple):
    """A framework's app on a running server."""

    framework: Framework
    server: Server

    @property
    def send(self) -> Send:
        return over_socket(self.server.host, self.server.port)

    def get(self, path: str) -> Answer:
        """Open `path` as a browser's user does."""
        return self.send(Ask(path))

    def get_bare(self, path: str) -> Answer:
        """Open `path` of the app without debugpage."""
        ask = Ask(path)
        return self.send(ask._replace(headers=(*ask.headers, BARE)))

    def report(self, answer: Answer) -> dict[str, Any]:
        """Return the report of the page that an answer is."""
        address = f"/__debugpage__/{answer.value('x-debugpage-id')}.json"
        report: dict[str, Any] = self.get(address).json()["report"]
        return report


ERROR = "KeyError: 'DE'"
"""The heading of the pages."""
TELL_NO_PORTS = ("granian-wsgi",)
"""Servers that do not tell the client's port, without which no console opens by itself."""
END_IN_ORDER = ("granian-wsgi",)
"""Servers that end a response as if it were whole when an app fails in the midst of it."""
LEAVE_OPEN = ("daphne",)
"""Servers that leave the connection open then."""
TELL_NO_REASON = ("daphne",)
"""Servers that close a WebSocket without the reason that the app gives."""

Case = Callable[[Stand], None]


def view(stand: Stand) -> None:
    """A view fails: its page marks the range, tells the route, and has a console in the view."""
    answer = stand.get("/price/DE?size=9")
    assert (answer.status, answer.media_type) == (500, "text/html")
    page = answer.html()
    assert headings(page) == [ERROR]
    assert "PRICES[country]" in [text_of(mark) for mark in page.iter("mark")]
    (request,) = labelled(page, "Request")
    assert stand.framework.endpoint in text_of(request)
    told = stand.report(answer)["request"]
    assert told["endpoint"] == stand.framework.endpoint
    parameters = [(one["name"], one["value"]) for one in told["path_parameters"]]
    assert parameters == ([("country", "DE")] if stand.framework.endpoint else [])
    if stand.server.kind in TELL_NO_PORTS:
        assert "The consoles are locked" in answer.text
        return
    origin = f"http://{stand.server.host}:{stand.server.port}"
    talk = Talk(stand.server, stand.send, open_console(answer, origin))
    assert talk.text("country.lower()") == "'de'"
    assert talk.text(stand.framework.typed) == "'9'"


def price(stand: Stand) -> None:
    """A view that does not fail is untouched."""
    answer = _untouched(stand, "/price/GB")
    assert answer.status == 200


def not_found(stand: Stand) -> None:
    """An address that the app does not have is the app's own 404."""
    assert _untouched(stand, "/nowhere").status == 404


def refused(stand: Stand) -> None:
    """An answer by the framework's own exception is no error."""
    assert _untouched(stand, "/refused").status in (403, 418)


def handled(stand: Stand) -> None:
    """An error that the app answers itself stays its answer."""
    answer = _untouched(stand, "/sold-out")
    assert answer.status == 409
    assert b"sold out" in answer.body


def own_500(stand: Stand) -> None:
    """An answer of status 500 that the app gives without an error stays its answer."""
    answer = _untouched(stand, "/own-500")
    assert answer.status == 500
    assert b"my own five hundred" in answer.body


def stream_before(stand: Stand) -> None:
    """A stream fails before its first chunk: there is a page."""
    _fails_in_shop(stand.get("/stream-before"))


def stream_after(stand: Stand) -> None:
    """A stream fails after its first chunk: it is cut, and the log has the page's address."""
    since = len(stand.server.log())
    with closing(HTTPConnection(stand.server.host, stand.server.port, timeout=SECONDS)) as client:
        client.request("GET", "/stream-after")
        response = client.getresponse()
        assert (response.status, response.read(5)) == (200, b"first")
        if stand.server.kind not in LEAVE_OPEN + END_IN_ORDER:
            with pytest.raises((IncompleteRead, ConnectionResetError)):
                response.read()
    _is_logged(stand, since)


def template(stand: Stand) -> None:
    """A template fails: the open frame is its line."""
    answer = stand.get("/template")
    assert (answer.status, answer.media_type) == (500, "text/html")
    frames = stand.report(answer)["problems"][0]["frames"]
    assert any("<p>A parcel costs" in str(frame["source"]) for frame in frames), frames


def middleware(stand: Stand) -> None:
    """A middleware fails: there is a page."""
    _fails_in_shop(stand.get("/middleware"))


def dependency(stand: Stand) -> None:
    """What is injected into a view fails: there is a page."""
    _fails_in_shop(stand.get("/dependency"))


def ws_before(stand: Stand) -> None:
    """A WebSocket fails before it is accepted: it is refused, and the log has the address."""
    since = len(stand.server.log())
    with pytest.raises(InvalidStatus) as refused, _socket(stand, "/ws-before"):
        pass
    assert refused.value.response.status_code in (403, 500)
    _is_logged(stand, since)


def ws_after(stand: Stand) -> None:
    """A WebSocket fails after that: it is closed, and the reason has the address."""
    since = len(stand.server.log())
    with _socket(stand, "/ws-after") as client, pytest.raises(ConnectionClosedError) as closed:
        client.recv(SECONDS)
    address = _is_logged(stand, since)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1011
    if stand.server.kind not in TELL_NO_REASON:
        assert closed.value.rcvd.reason == f"KeyError: see {address}"


def _socket(stand: Stand, path: str) -> ClientConnection:
    return connect(f"ws://{stand.server.host}:{stand.server.port}{path}", open_timeout=SECONDS)


def _is_logged(stand: Stand, since: int) -> str:
    """Return the path of the page whose address the log has, which is that of the shop's error."""
    path = stand.server.wait_for_log(r"(/__debugpage__/[\w-]{22,})", since)[1]
    assert headings(stand.get(path).html()) == [ERROR]
    return path


def _fails_in_shop(answer: Answer) -> None:
    assert (answer.status, answer.media_type) == (500, "text/html")
    page = answer.html()
    assert headings(page) == [ERROR]
    assert "PRICES[country]" in [text_of(mark) for mark in page.iter("mark")]


def _untouched(stand: Stand, path: str) -> Answer:
    """Return the answer at a path, which must be that of the app without debugpage."""
    answer, bare = stand.get(path), stand.get_bare(path)
    assert (answer.status, answer.body, _comparable(answer)) == (
        *(bare.status, bare.body, _comparable(bare)),
    )
    assert answer.value("x-debugpage-id") == ""
    return answer


def _comparable(answer: Answer) -> Headers:
    """Return the headers of an answer, in order, but for the time."""
    return tuple(field for field in answer.headers if field[0] != "date")


ON_EVERY_SERVER: dict[str, Case] = {
    "view": view,
    "not_found": not_found,
    "handled": handled,
    "stream_before": stream_before,
    "stream_after": stream_after,
}
"""Cases that servers could make a difference to, by name."""
ALL: dict[str, Case] = {
    **ON_EVERY_SERVER,
    "price": price,
    "refused": refused,
    "own_500": own_500,
    "template": template,
    "middleware": middleware,
    "dependency": dependency,
    "ws_before": ws_before,
    "ws_after": ws_after,
}
"""All cases, by name."""


def cases_of(framework: Framework, server: str) -> tuple[str, ...]:
    """Return the names of the cases of a framework on a kind of server."""
    cases = ALL if server == framework.server else ON_EVERY_SERVER
    lacking = dict(framework.lacks)
    return tuple(name for name in cases if name not in lacking)
