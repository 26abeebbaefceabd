"""Bottle's answers to errors: its own is replaced, quietly; one of the app is told by exc_info."""

from io import StringIO
from typing import Any

import pytest
from bottle import Bottle, HTTPError

import debugpage
from tests.apps.actors import play_browser
from tests.wire import Ask, over_wsgi


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("DEBUGPAGE", "1")
    app = Bottle()
    app.route("/fail", callback=lambda: 1 // 0)
    return app


def test_its_log_calls_nothing_critical(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    errors = StringIO()
    monkeypatch.setattr("tests.wire.StringIO", lambda: errors)
    installed = debugpage.install(app, identify=play_browser, log_rescue="off")
    assert over_wsgi(installed)(Ask("/fail")).value("x-debugpage-id")
    assert "ZeroDivisionError" in errors.getvalue()
    assert "Critical" not in errors.getvalue()


def test_an_answer_of_the_app_tells_of_its_error(app: Any) -> None:
    app.error(500)(lambda error: "the app's own words")
    answer = over_wsgi(debugpage.install(app, identify=play_browser))(Ask("/fail"))
    assert answer.value("x-debugpage-id")


def test_an_answer_of_status_500_is_no_error(app: Any) -> None:
    def refuse() -> None:
        raise HTTPError(500, "not today")

    app.route("/refuse", callback=refuse)
    answer = over_wsgi(debugpage.install(app, identify=play_browser))(Ask("/refuse"))
    assert (answer.status, answer.value("x-debugpage-id")) == (500, "")
    assert "not today" in answer.text


def test_it_can_be_installed_twice(app: Any) -> None:
    debugpage.install(app)
    answer = over_wsgi(debugpage.install(app, identify=play_browser))(Ask("/fail"))
    assert answer.value("x-debugpage-id")
