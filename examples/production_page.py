"""An error page for production, without any middleware: the error's type and number, no more.

    uvicorn examples.production_page:app

Then open http://127.0.0.1:8000/price/DE. The log has the whole report under the same number.
"""

import logging
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

import debugpage

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}

log = logging.getLogger("uvicorn.error")
renderer = debugpage.HtmlRenderer(template_dirs=[Path(__file__).parent / "production"])


async def price(request: Request) -> Response:
    country = request.path_params["country"]
    return PlainTextResponse(f"A parcel to {country} costs {PRICES[country]:.2f} GBP.")


async def show_error(_request: Request, error: Exception) -> Response:
    report = debugpage.capture(error)
    log.error("Error %s\n%s", report.id, debugpage.render(report, "text"))
    return HTMLResponse(renderer.render(report), status_code=500)


app = Starlette(
    routes=[Route("/price/{country}", price)],
    exception_handlers={Exception: show_error},
)
