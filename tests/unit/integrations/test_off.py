"""Off means absent: an app that debugpage is installed in answers and raises as it does alone."""

import importlib
from typing import Any

import pytest

import debugpage
from tests.wire import Answer, Ask, over_asgi, over_wsgi

WSGI = ("bottle_app", "falcon_app", "flask_app")
ASGI = (
    *("blacksheep_app", "falcon_asgi_app", "fastapi_app"),
    *("litestar_app", "quart_app", "starlette_app"),
)
PATHS = ("/price/GB", "/price/DE", "/nowhere", "/sold-out", "/stream-before")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("module", WSGI)
def test_over_wsgi(module: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUGPAGE", "0")
    make = importlib.import_module(f"tests.matrix.apps.{module}").make
    send, send_bare = over_wsgi(debugpage.install(make())), over_wsgi(make())
    assert told(send(Ask(path))) == told(send_bare(Ask(path)))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("module", ASGI)
def test_over_asgi(module: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUGPAGE", "0")
    make = importlib.import_module(f"tests.matrix.apps.{module}").make
    with over_asgi(debugpage.install(make())) as send, over_asgi(make()) as send_bare:
        assert told(send(Ask(path))) == told(send_bare(Ask(path)))


def told(answer: Answer) -> tuple[Any, ...]:
    """Return an answer in a form that can be compared."""
    return (*answer[:4], repr(answer.error))
