"""A page says which app failed."""

import json
import sys
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
from flask import Flask
from quart import Quart
from werkzeug.test import Client

from debugpage.asgi import DebugMiddleware as AsgiMiddleware
from debugpage.integrations import install
from debugpage.naming import name_of, running
from debugpage.options import Options
from debugpage.wsgi import DebugMiddleware


def boom(_environ: object, _start_response: object) -> Any:
    raise ZeroDivisionError


def header_of(**options: Any) -> str:
    client = Client(DebugMiddleware(boom, enabled=True, **options))
    page = client.get("/", headers={"Accept": "text/html"}).get_data()
    (name,) = html5lib.parse(page, namespaceHTMLElements=False).iterfind(".//span[@class='app']")
    return str(name.text)


@pytest.fixture(autouse=True)
def _no_target(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "target", "")


@pytest.mark.parametrize("kind", [Flask, Quart])
def test_a_framework_knows_its_apps_name(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "target", "wsgi:app")
    app = kind("shop.web")
    assert name_of(install(app, enabled=True), Options()) == "shop.web"
    assert name_of(app.wsgi_app if kind is Flask else app, Options()) == "shop.web"
    assert name_of(kind("__main__"), Options()) == "wsgi:app"


@pytest.mark.parametrize(("module", "name"), [("shop.settings", "shop"), (None, "the folder")])
def test_a_django_project_is_called_as_its_settings_package(
    module: str | None, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    settings = SimpleNamespace(SETTINGS_MODULE=module)
    monkeypatch.setitem(sys.modules, "django.conf", SimpleNamespace(settings=settings))
    handler = type("WSGIHandler", (), {"__module__": "django.core.handlers.wsgi"})()
    (tmp_path / "the folder").mkdir()
    options = Options(project=str(tmp_path / "the folder"))
    assert name_of(AsgiMiddleware(handler), options) == name


class Nosy:
    """Tells when something of it is read that could be code of the app."""

    def __getattr__(self, name: str) -> None:
        if name not in ("app", "wsgi_app", "asgi_app", "__self__"):
            raise AssertionError(name)

    @property
    def import_name(self) -> str:
        raise AssertionError("import_name")


def test_no_property_of_an_app_is_run_for_its_name(tmp_path: Any) -> None:
    assert name_of(Nosy(), Options(project=str(tmp_path))) == tmp_path.name


def test_the_header_says_which_app_failed(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "checkout").mkdir()
    assert header_of(project=str(tmp_path / "checkout")) == "checkout"
    monkeypatch.setattr(running, "target", "shop:create_app('dev')")
    assert header_of() == "shop:create_app('dev')"
    assert header_of(name="shop <b>") == "shop <b>"


def test_a_name_is_clipped_and_masked_as_any_text() -> None:
    assert len(header_of(name="x" * 10_000)) < 300
    assert "hunter2" not in header_of(name="shop postgres://me:hunter2@db/shop")


def test_the_data_has_it() -> None:
    client = Client(DebugMiddleware(boom, enabled=True, name="shop"))
    told = client.get("/", headers={"Accept": "application/json"}).get_data()
    assert json.loads(told)["report"]["app"] == "shop"
