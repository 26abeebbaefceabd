"""A Flask-SocketIO server with debugpage.

    flask --app examples.flask_socketio_app --debug run

Then open http://127.0.0.1:5000/price/DE, or emit the event `price` with "DE": nobody is answered
then, but the terminal has the address of the error's page.
"""

from flask import Flask
from flask_socketio import SocketIO

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}

app = Flask(__name__)
sockets = SocketIO(app, async_mode="threading")
debugpage.install(sockets)


def tell_price(country: str) -> float:
    return PRICES[country]


sockets.on_event("price", tell_price)


@app.get("/price/<country>")
def price(country: str) -> dict[str, float]:
    return {"price": PRICES[country]}
