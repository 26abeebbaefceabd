"""An error page of one's own: our report in your templates, without any middleware.

    flask --app examples/renderer.py --debug run

Then open http://127.0.0.1:5000/price/DE. Visitors of the app in production see the id alone.
"""

from pathlib import Path

from flask import Flask
from werkzeug.exceptions import HTTPException

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}

app = Flask(__name__)
renderer = debugpage.HtmlRenderer(template_dirs=[Path(__file__).parent / "templates"])


@app.get("/price/<country>")
def price(country: str) -> str:
    return f"A parcel to {country} costs {PRICES[country]:.2f} GBP."


@app.errorhandler(Exception)
def show_error(error: Exception) -> tuple[str, int] | HTTPException:
    if isinstance(error, HTTPException):
        return error
    report = debugpage.capture(error)
    app.logger.error(debugpage.render(report, "text"))
    if app.debug:
        return renderer.render(report), 500
    return f"Something went wrong. Please tell us this number: {report.id}", 500
