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
from debugpage.integrations import install
from debugpage.interface import Interface, interface_of


async def coroutine_app(scope: Any, receive: Any, send: Any) -> None: ...


def hiding_app(scope: Any, receive: Any, send: Any) -> Any:
    return coroutine_app(scope, receive, send)


def wsgi_app(environ: Any, start_response: Any) -> list[bytes]:
    return []


class Method:
    async def serve(self, scope: Any, receive: Any, send: Any) -> None: ...

    def answer(self, environ: Any, start_response: Any) -> list[bytes]:
        return []


class HandingOn:
    def __init__(self, server: Any) -> None:
        self.server = server

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return self.server(*arguments, **keywords)


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
        (HandingOn(Flask("shop")), "wsgi"),
        (HandingOn(Starlette()), "asgi"),
    ],
)
def test_interfaces(app: Callable[..., Any], interface: Interface) -> None:
    assert interface_of(app) == interface


def either(*arguments: Any, **keywords: Any) -> Any: ...


class Optional:
    def __call__(self, environ: Any, start_response: Any = None, extra: Any = None) -> Any: ...


@pytest.mark.parametrize("app", [either, Optional(), Flask, "shop:app", lambda: None])
def test_what_does_not_tell(app: Any) -> None:
    assert interface_of(app) is None


@pytest.mark.parametrize("app", [wsgi_app, Method().answer, lambda environ, start: []])
def test_any_wsgi_callable_can_be_installed(app: Any) -> None:
    wrapped = install(app, path="/_errors/")
    assert isinstance(wrapped, wsgi.DebugMiddleware)
    assert (wrapped.app, wrapped.path) == (app, "/_errors/")


@pytest.mark.parametrize("app", [coroutine_app, hiding_app, WsgiToAsgi(wsgi_app)])  # type: ignore[no-untyped-call]  # no types
def test_any_asgi_callable_can_be_installed(app: Any) -> None:
    wrapped = install(app, path="/_errors/")
    assert isinstance(wrapped, asgi.DebugMiddleware)
    assert (wrapped.app, wrapped.path) == (app, "/_errors/")


@pytest.mark.parametrize(
    ("app", "says"),
    [
        ("shop:app", "given was builtins.str, which cannot be called"),
        (Flask, "the class flask.app.Flask. Give an instance"),
        (either, "cannot tell whether .*either .*asgi.DebugMiddleware"),
    ],
)
def test_what_cannot_be_installed_is_told_why(app: Any, says: str) -> None:
    with pytest.raises(TypeError, match=says):
        install(app)


class Shop(Flask):
    """A framework's class, with something added."""


def test_an_app_of_a_subclass_is_its_frameworks() -> None:
    app = Shop("shop")
    assert install(app) is app
    assert isinstance(app.wsgi_app, wsgi.DebugMiddleware)
