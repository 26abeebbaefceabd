"""The page tells the path of the route as the app has it, wherever its framework does."""

import asyncio
from typing import Any, NoReturn

import bottle
import pytest
from fastapi import APIRouter, FastAPI
from litestar import Litestar, get
from litestar import Router as LitestarRouter
from starlette.applications import Starlette
from starlette.routing import Mount, Route

import debugpage.asgi
import debugpage.wsgi
from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.request import describe_request
from debugpage.exchange import from_environ, from_scope
from debugpage.report import RequestInfo
from tests.unit.test_adapters import environ, scope


def described(request: Any) -> RequestInfo:
    return describe_request(request, Redactor(()).fresh())


async def fail(request: Any) -> NoReturn:
    raise KeyError


async def raw(_scope: Any, _receive: Any, _send: Any) -> NoReturn:
    raise KeyError


def fastapi_app() -> FastAPI:
    app, inner, mounted = FastAPI(), APIRouter(prefix="/inner"), FastAPI()
    for router in (app, inner, mounted):
        router.get("/items/{item_id}")(price)
    app.include_router(inner, prefix="/api")
    app.mount("/shop/{country}", mounted)
    app.mount("/raw", raw)
    return app


async def price(item_id: int) -> None:
    raise KeyError(item_id)


def starlette_app() -> Starlette:
    inner = Mount("/inner", routes=[Route("/{name}", fail)])
    return Starlette(routes=[Route("/items/{number:int}", fail), inner])


def litestar_app() -> Litestar:
    @get("/items/{number:int}")
    async def items() -> str:
        raise KeyError

    return Litestar([LitestarRouter("/shop", route_handlers=[items])])


@pytest.mark.parametrize(
    ("make", "path", "route"),
    [
        (fastapi_app, "/items/3", "/items/{item_id}"),
        (fastapi_app, "/api/inner/items/3", "/api/inner/items/{item_id}"),
        (fastapi_app, "/shop/gb/items/3", "/shop/gb/items/{item_id}"),
        (fastapi_app, "/raw/items", ""),
        (fastapi_app, "/nowhere", ""),
        (starlette_app, "/items/3", "/items/{number:int}"),
        (starlette_app, "/inner/rose", "/inner/{name}"),
        (litestar_app, "/shop/items/3", "/shop/items/{number}"),
        (litestar_app, "/nowhere", ""),
    ],
)
def test_a_framework_over_asgi_tells_its_route(make: Any, path: str, route: str) -> None:
    asked = scope(path=path, root_path="", raw_path=path.encode(), http_version="1.1")

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_message: Any) -> None: ...

    app = debugpage.asgi.DebugMiddleware(make(), enabled=True)
    asyncio.run(app(asked, receive, send))
    assert described(from_scope(asked)).route == route


def test_bottle_tells_its_route() -> None:
    app, asked = bottle.Bottle(), {**environ("/items/3"), "SCRIPT_NAME": "/shop"}

    @app.get("/items/<number:int>")  # type: ignore[untyped-decorator]  # bottle has no types
    def items(number: int) -> NoReturn:
        raise KeyError(number)

    list(debugpage.wsgi.DebugMiddleware(app, enabled=True)(asked, lambda *_: lambda _: None))
    assert described(from_environ(asked)).route == "/shop/items/<number:int>"


@pytest.mark.parametrize("found", [3, object(), {"path": "/"}, None])
def test_what_is_no_route_tells_none(found: object) -> None:
    told = {"route": found, "path_template": found, "fastapi": found}
    assert from_scope({**scope(), **told}).route == ""
    assert from_environ({**environ(), "bottle.route": found}).route == ""
