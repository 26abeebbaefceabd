"""The whole demo as one ASGI app: the page of examples, and the two halves below it."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route

from debugpage.demo import flask_half, starlette_half
from debugpage.demo.carrier import Carrier
from debugpage.demo.index import page

HALVES = (flask_half.HALF, starlette_half.HALF)


def make_app() -> Starlette:
    """Return the demo."""
    return Starlette(
        routes=[
            Route("/", show_index),
            Mount(flask_half.HALF.mount, app=Carrier(flask_half.app)),
            Mount(starlette_half.HALF.mount, app=starlette_half.app),
        ]
    )


async def show_index(_request: Request) -> HTMLResponse:
    """Show the page of examples."""
    html, headers = page(HALVES)
    return HTMLResponse(html, headers=headers)
