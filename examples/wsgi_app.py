"""A WSGI app of no framework with debugpage.

    DEBUGPAGE=1 gunicorn examples.wsgi_app:app

Then open http://127.0.0.1:8000/price/DE
"""

from collections.abc import Callable, Iterable
from typing import Any

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}


def serve(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    country = environ["PATH_INFO"].rpartition("/")[2]
    text = f"A parcel to {country} costs {PRICES[country]:.2f} GBP."
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [text.encode()]


app = debugpage.install(serve)
