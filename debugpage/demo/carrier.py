"""Carry a WSGI app on an ASGI server: asgiref does it, but for three things that we need."""

import asyncio
from contextvars import Context
from typing import TYPE_CHECKING, Any

from asgiref.sync import ThreadSensitiveContext
from asgiref.wsgi import WsgiToAsgiInstance
from starlette.types import Receive, Scope, Send

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Carrier:
    """Makes an ASGI app of the WSGI app `app`.

    Each request has a thread of its own: asgiref would run all of them in one, and a slow one
    would keep the others, and the consoles, waiting.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request.

        Servers begin a request in the context in which the one before it on the connection ended.
        asgiref would find its own variables there, and use a thread that has ended.
        """
        await asyncio.create_task(self._serve(scope, receive, send), context=Context())

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with ThreadSensitiveContext():
            await _Exchange(self._app)(scope, receive, send)  # type: ignore[no-untyped-call]  # asgiref has no types here


class _Exchange(WsgiToAsgiInstance):
    """One request and its response."""

    def build_environ(self, scope: Scope, body: Any) -> dict[str, Any]:
        """Add the peer's port, without which debugpage does not know who is at the other end."""
        environ: dict[str, Any] = super().build_environ(scope, body)  # type: ignore[no-untyped-call]  # as above
        if scope.get("client"):
            environ["REMOTE_PORT"] = str(scope["client"][1])
        return environ
