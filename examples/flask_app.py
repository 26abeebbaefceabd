"""A Flask app with debugpage (WSGI).

    DEBUGPAGE=1 flask --app examples/flask_app.py run

Then open http://127.0.0.1:5000/price/DE
"""

from flask import Flask

from debugpage.wsgi import DebugMiddleware

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}

app = Flask(__name__)
app.wsgi_app = DebugMiddleware(app.wsgi_app)  # type: ignore[method-assign]  # as Flask documents it


@app.get("/price/<country>")
def price(country: str) -> str:
    return f"A parcel to {country} costs {PRICES[country]:.2f} GBP."
