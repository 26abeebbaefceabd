"""A report says which asyncio task failed, and no task where there is none."""

import asyncio
from typing import NoReturn

import flask
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from debugpage.asgi import DebugMiddleware as AsgiMiddleware
from debugpage.wsgi import DebugMiddleware as WsgiMiddleware
from tests.wire import Ask, Send, over_asgi, over_wsgi


async def fail(request: Request) -> NoReturn:
    task = asyncio.current_task()
    assert task is not None
    task.set_name("the failing one")
    raise ValueError("x")


def told_task(send: Send) -> str:
    kept = send(Ask("/fail")).value("x-debugpage-id")
    task: str = send(Ask(f"/__debugpage__/{kept}.json")).json()["report"]["task"]
    return task


def test_the_task_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUGPAGE", "1")
    with over_asgi(AsgiMiddleware(Starlette(routes=[Route("/fail", fail)]))) as send:
        assert told_task(send) == "the failing one"
        assert "the failing one" in send(Ask("/fail")).text


def test_a_thread_has_no_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUGPAGE", "1")
    app = flask.Flask(__name__)
    app.add_url_rule("/fail", "fail", lambda: str(1 / 0))
    assert told_task(over_wsgi(WsgiMiddleware(app.wsgi_app))) == ""
