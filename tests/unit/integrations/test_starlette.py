"""Middleware of Starlette that is added after debugpage."""

import pytest
from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import debugpage
from tests.apps.actors import play_browser
from tests.wire import Ask, over_asgi


class FailingMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        if request.url.path == "/fail":
            raise LookupError
        response = await call_next(request)
        response.headers["X-Passed"] = "yes"
        return response


async def ok(request: Request) -> Response:
    return PlainTextResponse("ok")


def test_its_errors_have_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUGPAGE", "1")
    app = debugpage.install(Starlette(routes=[Route("/ok", ok)]), identify=play_browser)
    app.add_middleware(FailingMiddleware)
    with over_asgi(app) as send:
        assert send(Ask("/fail")).value("x-debugpage-id")
        assert send(Ask("/ok")).value("x-passed") == "yes"
