"""Dash: its pages and callbacks, and addresses of the Flask app below it."""

from typing import Any

from dash import Dash, Input, Output, dcc, html

from tests.matrix.apps import flask_app
from tests.matrix.apps.shop import PRICES
from tests.matrix.apps.twins import twins


def told_price(country: str) -> str:
    return f"A parcel costs {PRICES[country]:.2f} GBP."


def make() -> Dash:
    """Return a fresh app."""
    server: Any = flask_app.make()
    app = Dash("shop", server=server, url_base_pathname="/dash/")
    app.layout = html.Div([dcc.Input(id="country"), html.Div(id="price")])
    app.callback(Output("price", "children"), Input("country", "value"))(told_price)
    return app


app = twins(make)
