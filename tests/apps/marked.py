"""An app whose every error is told apart: each has a mark and the process it was raised in."""

import asyncio
import os
import secrets
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, NoReturn

from debugpage.asgi import DebugMiddleware as AsgiMiddleware
from debugpage.wsgi import DebugMiddleware as WsgiMiddleware
from tests.apps.actors import play_browser

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from starlette.types import Receive, Scope, Send


SLOW_SECONDS = 3


class MarkedError(Exception):
    """Says which frame it is of: the process and a mark."""


def fail() -> NoReturn:
    pid, mark = os.getpid(), secrets.token_hex(8)
    raise MarkedError(f"<{pid} {mark}>")


def bare_wsgi(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/boom":
        fail()
    if environ["PATH_INFO"] == "/slow":
        print(f"slow begins in {os.getpid()}", flush=True)
        time.sleep(SLOW_SECONDS)
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]


wsgi = WsgiMiddleware(bare_wsgi, identify=play_browser)

checked = WsgiMiddleware(bare_wsgi)
"""The same with the real check of who is there."""


def wsgi_told_ports(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    """Serve under granian, which keeps the client's port to itself; without it consoles lock."""
    return wsgi({"REMOTE_PORT": "50123", **environ}, start)


async def bare_asgi(scope: "Scope", receive: "Receive", send: "Send") -> None:
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["path"] == "/boom":
        await fail_on_loop()
    else:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(os.getpid()).encode()})


async def fail_on_loop() -> NoReturn:
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_soon(future.set_result, "from the loop")
    pid, mark = os.getpid(), secrets.token_hex(8)
    raise MarkedError(f"<{pid} {mark}>")


asgi = AsgiMiddleware(bare_asgi, identify=play_browser)
