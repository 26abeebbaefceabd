"""What an app answers to every error by itself stays its answer, also where its status is 500."""

from typing import Any

import pytest
from blacksheep import Application
from blacksheep import Response as BlackSheepResponse
from blacksheep import text as blacksheep_text
from blacksheep.server.routing import Router
from litestar import Litestar, MediaType, Response, get
from sanic import Sanic, text

import debugpage
from tests.unit.integrations.test_sanic import served
from tests.wire import Ask, Send, over_asgi

SORRY = "sorry, our own mistake"


@get("/fail")
async def fail() -> None:
    raise LookupError


def litestar_app() -> Litestar:
    def apologize(request: Any, error: Exception) -> Response[str]:
        return Response(SORRY, status_code=500, media_type=MediaType.TEXT)

    return Litestar([fail], exception_handlers={Exception: apologize}, logging_config=None)


def blacksheep_app() -> Application:
    app = Application(router=Router())

    async def apologize(app: Any, request: Any, error: Exception) -> BlackSheepResponse:
        return blacksheep_text(SORRY, 500)

    async def fail() -> None:
        raise LookupError

    app.router.add_get("/fail", fail)
    app.exceptions_handlers[Exception] = apologize
    return app


def sanic_app() -> "Sanic[Any, Any]":
    app: Sanic[Any, Any] = Sanic("catch-all", configure_logging=False)
    app.config.TOUCHUP = False  # Sanic rewrites the code of one app in a process

    async def fail(request: Any) -> None:
        raise LookupError

    async def apologize(request: Any, error: Exception) -> Any:
        return text(SORRY, 500)

    app.add_route(fail, "/fail")
    app.exception(Exception)(apologize)
    return app


def is_answered_by_the_app(send: Send) -> bool:
    answer = send(Ask("/fail"))
    return (answer.status, answer.text) == (500, SORRY)


@pytest.mark.parametrize("make", [litestar_app, blacksheep_app])
def test_over_asgi(make: Any) -> None:
    with over_asgi(debugpage.install(make(), enabled=True)) as send:
        assert is_answered_by_the_app(send)


def test_in_sanic() -> None:
    with served(debugpage.install(sanic_app(), enabled=True)) as send:
        assert is_answered_by_the_app(send)
