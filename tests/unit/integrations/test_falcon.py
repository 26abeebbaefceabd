"""An app of Falcon that answers all errors itself goes on to do so."""

import falcon
import pytest

import debugpage
from tests.apps.actors import play_browser
from tests.wire import Ask, over_wsgi


class Failing:
    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        raise LookupError


def answer(
    request: falcon.Request, response: falcon.Response, error: Exception, params: object
) -> None:
    response.status, response.text = 500, "the app's own words"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> "falcon.App[falcon.Request, falcon.Response]":
    monkeypatch.setenv("DEBUGPAGE", "1")
    app = falcon.App()
    app.add_route("/fail", Failing())
    return app


def test_a_handler_before(app: "falcon.App[falcon.Request, falcon.Response]") -> None:
    app.add_error_handler(Exception, answer)
    installed = debugpage.install(app, identify=play_browser)
    assert over_wsgi(installed)(Ask("/fail")).text == "the app's own words"


def test_a_handler_after(app: "falcon.App[falcon.Request, falcon.Response]") -> None:
    installed = debugpage.install(app, identify=play_browser)
    app.add_error_handler(Exception, answer)
    assert over_wsgi(installed)(Ask("/fail")).text == "the app's own words"


def test_no_handler(app: "falcon.App[falcon.Request, falcon.Response]") -> None:
    installed = debugpage.install(app, identify=play_browser, log_rescue="off")
    assert over_wsgi(installed)(Ask("/fail")).value("x-debugpage-id")
