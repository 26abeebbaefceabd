"""The interface of real apps is found out without calling them."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.wsgi import WsgiToAsgi
from flask import Flask
from quart import Quart
from starlette.applications import Starlette

from debugpage import asgi, wsgi
from debugpage.server.interface import Interface, interface_of


async def coroutine_app(scope: Any, receive: Any, send: Any) -> None: ...


def hiding_app(scope: Any, receive: Any, send: Any) -> Any:
    return coroutine_app(scope, receive, send)


def wsgi_app(environ: Any, start_response: Any) -> list[bytes]:
    return []


class Method:
    async def serve(self, scope: Any, receive: Any, send: Any) -> None: ...

    def answer(self, environ: Any, start_response: Any) -> list[bytes]:
        return []


def django_app(interface: str) -> Callable[..., Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.apps.django_shop")
    if interface == "asgi":
        from django.core.handlers.asgi import ASGIHandler as Handler
    else:
        from django.core.handlers.wsgi import WSGIHandler as Handler
    return Handler.__new__(Handler)  # type: ignore[no-any-return]  # Django brings no types


@pytest.mark.parametrize(
    ("app", "interface"),
    [
        (Flask("shop"), "wsgi"),
        (wsgi.DebugMiddleware(wsgi_app), "wsgi"),
        (wsgi_app, "wsgi"),
        (Method().answer, "wsgi"),
        (django_app("wsgi"), "wsgi"),
        (Starlette(), "asgi"),
        (Quart("shop"), "asgi"),
        (WsgiToAsgi(wsgi_app), "asgi"),  # type: ignore[no-untyped-call]  # asgiref has no types here
        (asgi.DebugMiddleware(coroutine_app), "asgi"),
        (coroutine_app, "asgi"),
        (hiding_app, "asgi"),
        (Method().serve, "asgi"),
        (django_app("asgi"), "asgi"),
    ],
)
def test_interfaces(app: Callable[..., Any], interface: Interface) -> None:
    assert interface_of(app) == interface
