"""Installed twice is installed once: as by the app itself, and then by `debugpage run`."""

import importlib
from types import ModuleType

import pytest

import debugpage
from debugpage.core import Core
from tests.wire import Ask, over_asgi, over_wsgi


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """The errors that were recorded; not from the log, which Litestar sets up as it likes."""
    errors: list[BaseException] = []
    on_error = Core.on_error

    def count(core: Core, error: BaseException, *told: object) -> object:
        errors.append(error)
        return on_error(core, error, *told)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(Core, "on_error", count)
    return errors


def shop(name: str) -> ModuleType:
    return importlib.import_module(f"tests.matrix.apps.{name}_app")


@pytest.mark.parametrize("name", ["blacksheep", "fastapi", "litestar", "starlette"])
def test_over_asgi(name: str, recorded: list[BaseException]) -> None:
    app = debugpage.install(shop(name).make(), enabled=True)
    with over_asgi(debugpage.install(app, enabled=True)) as send:
        assert send(Ask("/price/DE")).value("x-debugpage-id")
    assert len(recorded) == 1


def test_over_wsgi(recorded: list[BaseException]) -> None:
    app = debugpage.install(shop("flask").make(), enabled=True)
    send = over_wsgi(debugpage.install(app, enabled=True))
    assert send(Ask("/price/DE")).value("x-debugpage-id")
    assert len(recorded) == 1
