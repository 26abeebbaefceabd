"""An ASGI app of no framework with debugpage.

    DEBUGPAGE=1 uvicorn examples.asgi_app:app

Then open http://127.0.0.1:8000/price/DE
"""

from typing import Any

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}


async def serve(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])
    country = scope["path"].rpartition("/")[2]
    text = f"A parcel to {country} costs {PRICES[country]:.2f} GBP."
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


app = debugpage.install(serve)
