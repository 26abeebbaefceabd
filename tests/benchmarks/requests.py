"""The request that all contenders are sent, over WSGI and ASGI, in process."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO, StringIO
from typing import Any

Fail = Callable[[], None]

HEADERS = {
    "Host": "127.0.0.1:8000",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/153.0",
}


def environ() -> dict[str, Any]:
    """Return a new environ (PEP 3333)."""
    headers = {f"HTTP_{name.upper().replace('-', '_')}": text for name, text in HEADERS.items()}
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": "50123",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **headers,
    }


def scope() -> dict[str, Any]:
    """Return a new scope (ASGI 3)."""
    headers = [(name.lower().encode(), text.encode()) for name, text in HEADERS.items()]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/",
        "raw_path": b"/",
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 50123),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }


def start_response(_status: str, _headers: list[Any], _exc_info: Any = None) -> None:
    """Take what an app says of its response."""


async def receive() -> dict[str, Any]:
    """Give the whole of an empty request."""
    return {"type": "http.request", "body": b"", "more_body": False}


def over_wsgi(app: Callable[..., Any]) -> bytes:
    """Return the body with which an app answers."""
    return b"".join(app(environ(), start_response))


def over_asgi(loop: asyncio.AbstractEventLoop, app: Callable[..., Any]) -> bytes:
    """Return the body with which an app answers, on a loop; it may raise, then."""
    body = bytearray()

    async def send(message: dict[str, Any]) -> None:
        body.extend(message.get("body", b""))

    with suppress(Exception):
        loop.run_until_complete(app(scope(), receive, send))
    return bytes(body)
