"""aiohttp.web: a middleware of its own, for neither WSGI nor ASGI reaches its apps."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from debugpage.integrations.native import Native, closing_reason, peer_of

if TYPE_CHECKING:
    from aiohttp import web

    from debugpage.exchange import Request, Response

Handler = Callable[["web.Request"], Awaitable["web.StreamResponse"]]

_begun: ContextVar["list[web.StreamResponse]"] = ContextVar("debugpage_begun")
"""The responses to this request whose heads are with the client."""


def install(app: "web.Application", **options: Any) -> "web.Application":
    """Add the middleware as the outermost one and return the app; ones added later lie within.

    aiohttp's debug switch is its event loop's.
    """
    if _note_begin not in app.on_response_prepare:
        app.middlewares.insert(0, _middleware(Native(app, options, _switch)))
        app.on_response_prepare.append(_note_begin)
    return app


def _switch() -> object:
    import asyncio

    return SimpleNamespace(debug=asyncio.get_running_loop().get_debug())


def _middleware(native: Native) -> Any:
    from aiohttp import web

    @web.middleware
    async def debug(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not native.is_on:
            return await handler(request)
        if native.is_own(request.path):
            asked = _seen(request, await _whole_body(request))
            return _response(await native.answer(asked), request)
        begun: list[web.StreamResponse] = []
        _begun.set(begun)
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception as error:
            if _is_gone(request, error):
                raise
            page = await _record(native, request, error)
            if not begun:
                return _response(page, request)
            await _end(begun[-1], error, page)
            raise

    return debug


async def _note_begin(_request: "web.Request", response: "web.StreamResponse") -> None:
    if (begun := _begun.get(None)) is not None:
        begun.append(response)


def _is_gone(request: "web.Request", error: Exception) -> bool:
    """Tell whether an error says no more than that the client went away."""
    transport = request.transport
    return isinstance(error, OSError) and (transport is None or transport.is_closing())


async def _record(native: Native, request: "web.Request", error: Exception) -> "Response":
    from debugpage.exchange import endpoint_name, plain_parameters

    seen = _seen(request, await _body_so_far(request))
    found = request.match_info
    return await native.on_error(
        error, lambda: seen, endpoint_name(found.handler), plain_parameters(found)
    )


async def _end(response: "web.StreamResponse", error: Exception, page: "Response") -> None:
    """Close a WebSocket with the reason; another response that has begun is cut by the server."""
    from aiohttp import web

    if isinstance(response, web.WebSocketResponse) and not response.closed:
        with suppress(OSError):
            await response.close(code=1011, message=closing_reason(error, page).encode())


def _seen(request: "web.Request", body: bytes) -> "Request":
    from debugpage.exchange import Request, one_line

    headers = tuple(
        (name.decode("latin-1").lower(), one_line(value.decode("latin-1")))
        for name, value in request.raw_headers
    )
    query = request.raw_path.partition("?")[2].encode("utf-8", "surrogateescape")
    peer = peer_of(*map(request.get_extra_info, ("peername", "sockname")))
    line = request.method, request.scheme, query
    return Request(*line, headers, peer, root="", path=request.path, body=body)


async def _body_so_far(request: "web.Request") -> bytes:
    """Return what the app has read of a body, and what has come of it."""
    from aiohttp import web

    from debugpage.kept import MOST_BODY_BYTES

    if request.content.is_eof():
        with suppress(web.HTTPException, OSError):
            return (await request.read())[: MOST_BODY_BYTES + 1]
    return b""


async def _whole_body(request: "web.Request") -> bytes:
    """Read the body of a request for one of our own paths: a little more than is taken.

    Of a body that ends because its sender went away, nothing is taken (RFC 9112, section 8).
    """
    from debugpage.console.command import MOST_BYTES

    body = b""
    try:
        while len(body) <= MOST_BYTES and (chunk := await request.content.readany()):
            body += chunk
    except Exception:  # noqa: BLE001 - aiohttp has many names for it
        return b""
    return body


def _response(response: "Response", request: "web.Request") -> "web.Response":
    """Return a response that the app's own signals do not touch: it is none of the app's."""
    from aiohttp import web
    from multidict import CIMultiDict

    request._match_info = None  # noqa: SLF001 - it names the apps whose signals are sent
    return web.Response(
        status=response.status, headers=CIMultiDict(response.headers), body=response.body
    )
