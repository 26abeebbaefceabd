"""Sanic, on its own server and as an ASGI app: its error handler's last answer becomes a page.

It lets no error out, so nothing around it could see one; our own paths are answered by a
middleware.
"""

from inspect import isawaitable
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from debugpage.integrations.native import Native, closing_reason, peer_of

if TYPE_CHECKING:
    from sanic import HTTPResponse, Sanic
    from sanic import Request as SanicRequest

    from debugpage.exchange import Request, Response

_FIRST = 1_000_000
"""The priority of a middleware that is asked before all others."""


def install(app: "Sanic[Any, Any]", **options: Any) -> "Sanic[Any, Any]":
    """Add a middleware, an error handler's last answer and two signals, and return the app."""
    if isinstance(app.error_handler.default, _LastAnswer):
        return app
    native = Native(app, options)

    async def serve_own_path(request: "SanicRequest") -> "HTTPResponse | None":
        if not native.is_on or not native.is_own(unquote(request.path)):
            return None
        return _response(await native.answer(_seen(request, await _whole_body(request))), request)

    async def record_late(request: "SanicRequest", exception: Exception) -> None:
        if native.is_on and _has_begun(request) and _is_error(exception):
            await _record(native, request, exception)

    async def close(request: "SanicRequest", websocket: Any, exception: Exception) -> None:
        if native.is_on:
            reason = closing_reason(exception, await _record(native, request, exception))
            await _close(request, websocket, reason)

    app.on_request(serve_own_path, priority=_FIRST)
    app.add_signal(record_late, "http.lifecycle.exception")
    app.add_signal(close, "websocket.handler.exception")
    last = _LastAnswer(native, app.error_handler.default)
    app.error_handler.default = last  # type: ignore[method-assign]  # of one object
    return app


async def _close(request: "SanicRequest", websocket: Any, reason: str) -> None:
    if request.app.asgi:  # there a WebSocket of Sanic's does nothing when it is closed
        transport = cast("Any", request.transport)
        await transport.send({"type": "websocket.close", "code": 1011, "reason": reason})
    else:
        await websocket.close(1011, reason)


class _LastAnswer:
    """Answers an error that has no handler: by its page, if debugpage is on.

    own: what answered it so far. Where that is the app's, a status of its own but 500 stays.
    """

    def __init__(self, native: Native, own: Any) -> None:
        self._native = native
        self._own = own

    def __call__(self, request: "SanicRequest", exception: Exception) -> Any:
        if not self._native.is_on or not _is_error(exception):
            return self._own(request, exception)
        return self._answer(request, exception)

    async def _answer(self, request: "SanicRequest", exception: Exception) -> "HTTPResponse":
        from sanic.handlers import ErrorHandler

        if getattr(self._own, "__func__", None) is not ErrorHandler.default:
            answer = self._own(request, exception)
            if isawaitable(answer):
                answer = await answer
            if answer.status != 500:
                return cast("HTTPResponse", answer)
        return _response(await _record(self._native, request, exception), request)


def _is_error(exception: Exception) -> bool:
    from sanic.exceptions import SanicException

    return not isinstance(exception, SanicException)


def _has_begun(request: "SanicRequest") -> bool:
    from sanic.http.constants import Stage

    return request.stream is not None and request.stream.stage is not Stage.HANDLER


async def _record(native: Native, request: "SanicRequest", error: Exception) -> "Response":
    from debugpage.exchange import plain_parameters
    from debugpage.kept import MOST_BODY_BYTES

    seen = _seen(request, request.body[: MOST_BODY_BYTES + 1])
    parameters = plain_parameters(request.match_info)
    return await native.on_error(error, lambda: seen, request.endpoint or "", parameters)


def _seen(request: "SanicRequest", body: bytes) -> "Request":
    from debugpage.exchange import Request, from_scope, one_line

    if request.app.asgi:
        return from_scope(request.scope)._replace(body=body, lasts=False)
    headers = tuple((name.lower(), one_line(value)) for name, value in request.headers.items())
    connection: Any = request.conn_info
    scheme = "https" if connection.ssl else "http"
    query = request.query_string.encode("utf-8", "surrogateescape")
    peer, path = peer_of(connection.peername, connection.sockname), unquote(request.path)
    return Request(request.method, scheme, query, headers, peer, root="", path=path, body=body)


async def _whole_body(request: "SanicRequest") -> bytes:
    """Read the body of a request for one of our own paths: a little more than is taken.

    Of a body that ends because its sender went away, nothing is taken (RFC 9112, section 8).
    """
    from sanic.exceptions import SanicException

    from debugpage.console.command import MOST_BYTES

    body, stream = b"", cast("Any", request.stream)
    try:
        while stream.request_body and len(body) <= MOST_BYTES:
            body += await stream.read() or b""
    except SanicException:
        return b""
    return body


def _response(response: "Response", request: "SanicRequest") -> "HTTPResponse":
    """Return a response that the app's own middleware does not touch: it is none of the app's."""
    from sanic import HTTPResponse
    from sanic.compat import Header

    request._response_middleware_started = True  # noqa: SLF001 - nothing public says so
    headers = Header(response.headers)
    kind = headers.pop("content-type", None)
    return HTTPResponse(response.body, response.status, headers, kind)
