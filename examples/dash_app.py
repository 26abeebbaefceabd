"""A Dash app with debugpage.

    DEBUGPAGE=1 gunicorn examples.dash_app:server

Then open http://127.0.0.1:8000 and choose Germany. The callback fails: Dash's own panel tells of
it in short, the terminal has the address of the page. For a page of the server's own there is
http://127.0.0.1:8000/price/DE
"""

from dash import Dash, Input, Output, dcc, html

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}
COUNTRIES = {"GB": "Great Britain", "DE": "Germany", "FR": "France", "US": "United States"}

app = Dash(__name__)
app.layout = html.Div([dcc.Dropdown(COUNTRIES, "GB", id="country"), html.P(id="price")])


@app.callback(Output("price", "children"), Input("country", "value"))
def price(country: str) -> str:
    return f"A parcel to {country} costs {PRICES[country]:.2f} GBP."


server = debugpage.install(app).server
server.add_url_rule("/price/<country>", "price", price)
