"""The whole demo as one ASGI app: the page of examples, and the two halves below it."""

from asgiref.sync import ThreadSensitiveContext
from asgiref.wsgi import WsgiToAsgi
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from debugpage.demo import flask_half, starlette_half
from debugpage.demo.index import page

HALVES = (flask_half.HALF, starlette_half.HALF)


def make_app() -> Starlette:
    """Return the demo."""
    flask = WsgiToAsgi(flask_half.app)  # type: ignore[no-untyped-call]  # asgiref has no types here
    return Starlette(
        routes=[
            Route("/", show_index),
            Mount(flask_half.HALF.mount, app=in_threads(flask)),
            Mount(starlette_half.HALF.mount, app=starlette_half.app),
        ]
    )


async def show_index(_request: Request) -> HTMLResponse:
    """Show the page of examples."""
    html, headers = page(HALVES)
    return HTMLResponse(html, headers=headers)


def in_threads(app: ASGIApp) -> ASGIApp:
    """Give each request to `app` a thread of its own.

    asgiref runs all synchronous code in one thread unless told otherwise, and one slow request
    would then keep the others, and the consoles, waiting.
    """

    async def threaded(scope: Scope, receive: Receive, send: Send) -> None:
        async with ThreadSensitiveContext():
            await app(scope, receive, send)

    return threaded
