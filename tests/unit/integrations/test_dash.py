"""Callbacks of Dash on each framework it stands on, with and without Dash's own error page."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import pytest
from dash import Dash, Input, Output, dcc, html
from dash.exceptions import PreventUpdate

import debugpage
from tests.apps.actors import play_browser
from tests.wire import NAVIGATION, Answer, Ask, Send, over_asgi, over_wsgi

PRICES = {"GB": "4.90"}


def told_price(country: str) -> str:
    if not country:
        raise PreventUpdate
    return PRICES[country]


def make(backend: str) -> Dash:
    app = Dash("shop", backend=backend)
    app.layout = html.Div([dcc.Input(id="country"), html.Div(id="price")])
    app.callback(Output("price", "children"), Input("country", "value"))(told_price)
    return app


def enable_dev_tools(app: Dash) -> Dash:
    """Give an app Dash's own error page."""
    app.enable_dev_tools(debug=True, dev_tools_ui=False, dev_tools_hot_reload=False)
    return app


def installed(app: Dash) -> Dash:
    wrapped: Dash = debugpage.install(app, identify=play_browser, log_rescue="off")
    return wrapped


def opened(app: Dash, backend: str) -> AbstractContextManager[Send]:
    return nullcontext(over_wsgi(app.server)) if backend == "flask" else over_asgi(app.server)


def call_back(send: Send, country: str) -> Answer:
    """Answer as Dash's page asks when a country is chosen."""
    body = {
        "output": "price.children",
        "outputs": {"id": "price", "property": "children"},
        "inputs": [{"id": "country", "property": "value", "value": country}],
        "changedPropIds": ["country.value"],
    }
    headers = (*NAVIGATION, ("Content-Type", "application/json"))
    return send(Ask("/_dash-update-component", "POST", headers, json.dumps(body).encode()))


@pytest.mark.parametrize(
    "install",
    [
        installed,
        lambda app: installed(enable_dev_tools(app)),
        lambda app: enable_dev_tools(installed(app)),
    ],
    ids=["plain", "dev tools before", "dev tools after"],
)
@pytest.mark.parametrize("backend", ["flask", "fastapi", "quart"])
def test_a_callback_that_fails(
    backend: str, install: Callable[[Dash], Dash], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBUGPAGE", "1")
    with opened(install(make(backend)), backend) as send:
        failed = call_back(send, "DE")
        assert (failed.status, failed.media_type) == (500, "text/html")
        assert failed.value("x-debugpage-id")
        assert "told_price" in failed.text
        assert "4.90" in call_back(send, "GB").text
        if backend != "flask":  # there Dash's own 204 breaks PEP 3333, to which tests hold it
            assert call_back(send, "").status == 204


@pytest.mark.parametrize("backend", ["flask", "fastapi", "quart"])
def test_dev_tools_without_debugpage_show_their_own_page(
    backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBUGPAGE", "0")
    with opened(debugpage.install(enable_dev_tools(make(backend))), backend) as send:
        failed = call_back(send, "DE")
    assert (failed.status, failed.value("x-debugpage-id")) == (500, "")
    assert "KeyError" in failed.text
