"""Who watches: the first app of a process, over WSGI as over ASGI."""

import asyncio
import threading
from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.test import Client

from debugpage import elsewhere
from debugpage.asgi import DebugMiddleware as OverAsgi
from debugpage.elsewhere.tasks import Telling
from debugpage.report import Report
from debugpage.wsgi import DebugMiddleware as OverWsgi


@pytest.fixture(autouse=True)
def unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be watched yet."""
    monkeypatch.setattr(elsewhere, "_desk", None)
    monkeypatch.setattr("debugpage.elsewhere.when_late", [])
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)


def fail() -> None:
    raise ValueError("in a thread")


def begin_thread() -> None:
    thread = threading.Thread(target=fail, name="mailer")
    thread.start()
    thread.join()


def over_wsgi(_environ: Any, start_response: Any) -> Iterable[bytes]:
    begin_thread()
    start_response("200 OK", [])
    return [b"ok"]


async def over_asgi(_scope: Any, _receive: Any, _send: Any) -> None:
    begin_thread()


def reports(app: OverWsgi | OverAsgi) -> list[Report]:
    debugger = app._core._debugger
    return debugger._store.reports() if debugger is not None else []


def test_a_thread_of_a_wsgi_app_is_told_with_its_address() -> None:
    app = OverWsgi(over_wsgi, enabled=True)
    assert Client(app).get("/", base_url="http://127.0.0.1:5000/shop").text == "ok"
    (report,) = reports(app)
    assert (report.origin, report.task, report.request) == ("thread", "mailer", None)
    assert report.address == f"http://127.0.0.1:5000/shop/__debugpage__/{report.id}"


def test_of_several_apps_the_first_records() -> None:
    apps = [OverWsgi(over_wsgi, enabled=True) for _ in range(3)]
    for app in apps:
        Client(app).get("/")
    assert [len(reports(app)) for app in apps] == [3, 0, 0]


@pytest.mark.parametrize("is_on", [True, False])
def test_nothing_is_watched_where_it_is_off(is_on: bool) -> None:
    hook = threading.excepthook

    async def main() -> None:
        loop = asyncio.get_running_loop()
        await OverAsgi(over_asgi, enabled=is_on)({"type": "lifespan"}, None, None)
        assert isinstance(loop.call_exception_handler, Telling) == is_on

    asyncio.run(main())
    assert (threading.excepthook is hook) != is_on
