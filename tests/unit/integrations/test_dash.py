"""Callbacks of Dash, with and without Dash's own error page."""

import json
from collections.abc import Callable

import pytest
from dash import Dash

import debugpage
from tests.apps.actors import play_browser
from tests.matrix.apps.dash_app import make
from tests.wire import NAVIGATION, Answer, Ask, over_wsgi


def enable_dev_tools(app: Dash) -> Dash:
    """Give an app Dash's own error page."""
    app.enable_dev_tools(debug=True, dev_tools_ui=False, dev_tools_hot_reload=False)
    return app


def call_back(app: Dash, country: str) -> Answer:
    """Answer as Dash's page asks when a country is chosen."""
    body = {
        "output": "price.children",
        "outputs": {"id": "price", "property": "children"},
        "inputs": [{"id": "country", "property": "value", "value": country}],
        "changedPropIds": ["country.value"],
    }
    headers = (*NAVIGATION, ("Content-Type", "application/json"))
    ask = Ask("/dash/_dash-update-component", "POST", headers, json.dumps(body).encode())
    return over_wsgi(app.server)(ask)


def installed(app: Dash) -> Dash:
    wrapped: Dash = debugpage.install(app, identify=play_browser, log_rescue="off")
    return wrapped


@pytest.mark.parametrize(
    "install",
    [
        lambda: installed(make()),
        lambda: installed(enable_dev_tools(make())),
        lambda: enable_dev_tools(installed(make())),
    ],
    ids=["plain", "dev tools before", "dev tools after"],
)
def test_a_callback_that_fails(
    install: Callable[[], Dash], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBUGPAGE", "1")
    app = install()
    failed = call_back(app, "DE")
    assert (failed.status, failed.media_type) == (500, "text/html")
    assert failed.value("x-debugpage-id")
    assert "told_price" in failed.text
    assert "4.90" in call_back(app, "GB").text
    missing = over_wsgi(app.server)(Ask("/nowhere"))
    assert missing.value("x-debugpage-id") == ""


def test_dev_tools_without_debugpage_show_their_own_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUGPAGE", "0")
    failed = call_back(debugpage.install(enable_dev_tools(make())), "DE")
    assert (failed.status, failed.value("x-debugpage-id")) == (500, "")
    assert "KeyError" in failed.text
