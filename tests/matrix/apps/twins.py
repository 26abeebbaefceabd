"""An app with debugpage and the same app without it, behind one address.

What debugpage must leave untouched is compared with what the app answers by itself, on the same
server: the header `X-Bare` asks for that.
"""

from collections.abc import Callable, Iterable
from typing import Any

import debugpage
from debugpage.interface import interface_of
from tests.apps.actors import play_browser


def twins(make: Callable[[], Any]) -> Callable[..., Any]:
    """Return a callable that serves two apps of `make`, one with debugpage installed."""
    installed, bare = debugpage.install(make(), identify=play_browser), make()
    return beside(installed, bare)


def beside(installed: Any, bare: Any) -> Callable[..., Any]:
    """Return a callable that serves both apps."""
    if interface_of(installed) == "asgi":
        return _over_asgi(installed, bare)
    return _over_wsgi(installed, bare)


def _over_wsgi(installed: Any, bare: Any) -> Callable[..., Iterable[bytes]]:
    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        chosen = bare if "HTTP_X_BARE" in environ else installed
        body: Iterable[bytes] = chosen(environ, start_response)
        return body

    return app


def _over_asgi(installed: Any, bare: Any) -> Callable[..., Any]:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        is_bare = any(name == b"x-bare" for name, _ in scope.get("headers", ()))
        await (bare if is_bare else installed)(scope, receive, send)

    return app
