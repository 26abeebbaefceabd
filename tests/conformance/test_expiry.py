"""What is kept is bounded: the oldest frames go first, then the oldest reports."""

from collections.abc import Iterator
from typing import Any

import pytest

from debugpage.asgi import DebugMiddleware as AsgiMiddleware
from debugpage.wsgi import DebugMiddleware as WsgiMiddleware
from tests.apps import plain_asgi, plain_wsgi
from tests.apps.actors import play_browser
from tests.consoles import open_console
from tests.pages import report_path
from tests.wire import HOST, PORT, Ask, Send, over_asgi, over_wsgi

ORIGIN = f"http://{HOST}:{PORT}"
TRACEBACKS = 2
REPORTS = 8


@pytest.fixture(params=["wsgi", "asgi"])
def send(request: pytest.FixtureRequest) -> Iterator[Send]:
    options: dict[str, Any] = {
        "enabled": True,
        "tracebacks": TRACEBACKS,
        "reports": REPORTS,
        "history": False,
        "identify": play_browser,
    }
    if request.param == "wsgi":
        yield over_wsgi(WsgiMiddleware(plain_wsgi.bare, **options))
    else:
        with over_asgi(AsgiMiddleware(plain_asgi.bare, **options)) as send:
            yield send


def test_a_console_whose_frame_is_gone_says_so(send: Send) -> None:
    console = open_console(send(Ask("/boom")), ORIGIN)
    for _ in range(TRACEBACKS):
        send(Ask("/boom"))
    answer = send(console.ask("1"))
    assert answer.status == 410
    assert answer.json()["error"]


def test_a_report_stays_readable_when_its_frames_are_gone(send: Send) -> None:
    page = send(Ask("/boom"))
    for _ in range(TRACEBACKS):
        send(Ask("/boom"))
    assert send(Ask(report_path(page))).status == 200


def test_a_forgotten_report_is_told_from_an_unknown_one(send: Send) -> None:
    page = send(Ask("/boom"))
    for _ in range(REPORTS):
        send(Ask("/boom"))
    address = report_path(page)
    assert send(Ask(address)).status == 410
    assert send(Ask(address + ".json")).status == 410
    assert send(Ask(address[:-4] + "AAAA")).status == 404


def test_use_keeps_a_frame_alive(send: Send) -> None:
    console = open_console(send(Ask("/boom")), ORIGIN)
    for _ in range(TRACEBACKS * 2):
        send(Ask("/boom"))
        assert send(console.ask("1")).status == 200
