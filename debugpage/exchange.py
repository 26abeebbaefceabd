"""What the two adapters and the core hand each other: a request seen, a response to send."""

from collections.abc import Iterator, Mapping
from types import FunctionType, MethodType
from typing import Any, NamedTuple

_MOST_DIGITS = 18
"""Of a length: more are none, and numbers of thousands of digits take long to read."""
_PLAIN_TYPES = (str, int, float, bool)
_PLAIN_MODULES = ("uuid", "datetime", "decimal", "pathlib")


class Peer(NamedTuple):
    """The two ends of the connection, as the server tells them; None where it does not.

    Hosts are the textual addresses, ports are TCP ports. A client port of 0 is what ASGI servers
    tell when a header, not the connection, gave them the client's address.
    """

    host: str | None = None
    port: int | None = None
    server_host: str | None = None
    server_port: int | None = None


class Request(NamedTuple):
    """One request, the same for WSGI and ASGI.

    `method`, `scheme` and `query`, what stands behind the `?`, are as they arrived. `headers` are
    the header fields as they arrived, names in lower case, so that a name sent twice is seen twice.
    `root` is where the app is mounted (`SCRIPT_NAME`, `root_path`) and `path` the path below it.
    `proxied` says that a middleware outside us has replaced the peer's address by what a header
    claims. `endpoint` names the view and `route` is the path it is for, as the app has it
    (`/items/{item_id}`), below `root`; where the framework has told. `body` is what of the body is
    known: all of it for one of our own paths, for the app's what it has read itself, as far as that
    is kept. `lasts` tells that its response may be one without an end: the server has a thread or
    task for it alone.
    """

    method: str
    scheme: str
    query: bytes
    headers: tuple[tuple[str, str], ...]
    peer: Peer
    root: str
    path: str
    proxied: bool = False
    endpoint: str = ""
    path_parameters: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    lasts: bool = False
    route: str = ""

    def values(self, name: str) -> list[str]:
        """Return every value of the header `name` (lower case), in order of arrival."""
        return [value for field, value in self.headers if field == name]

    def value(self, name: str) -> str:
        """Return the first value of the header `name` (lower case); "" where it was not sent."""
        return next((value for field, value in self.headers if field == name), "")

    @property
    def content_length(self) -> int:
        """The length of the body in bytes, as it was declared (RFC 9110, section 8.6), or 0."""
        told = self.value("content-length")
        return int(told[:_MOST_DIGITS]) if told.isascii() and told.isdigit() else 0


class Response(NamedTuple):
    """A complete response: status code, header fields, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def from_environ(environ: Mapping[str, Any]) -> Request:
    """Return the request that a WSGI `environ` describes (PEP 3333); its body is not read."""
    peer = Peer(
        environ.get("REMOTE_ADDR") or None,
        _port(environ.get("REMOTE_PORT")),
        environ.get("SERVER_NAME") or None,
        _port(environ.get("SERVER_PORT")),
    )
    return Request(
        environ.get("REQUEST_METHOD", "GET"),
        environ.get("wsgi.url_scheme", "http"),
        environ.get("QUERY_STRING", "").encode("latin-1", "replace"),
        tuple(_environ_headers(environ)),
        peer,
        _wsgi_text(environ.get("SCRIPT_NAME", "")),
        _wsgi_text(environ.get("PATH_INFO", "")),
        proxied="werkzeug.proxy_fix.orig" in environ,
        lasts="werkzeug.socket" in environ,
        route=_text_of(environ.get("bottle.route"), "rule"),
    )


def from_scope(scope: Mapping[str, Any]) -> Request:
    """Return the request that an ASGI `scope` describes (HTTP and WebSocket connection scopes).

    In ASGI `path` contains `root_path`, here they are apart, as in WSGI.
    """
    headers = tuple(
        (name.decode("latin-1").lower(), one_line(value.decode("latin-1")))
        for name, value in scope.get("headers", ())
    )
    root = scope.get("root_path", "").rstrip("/")
    path = scope.get("path", "")
    if root and f"{path}/".startswith(f"{root}/"):
        path = path[len(root) :]
    client, server = scope.get("client") or (None, None), scope.get("server") or (None, None)
    peer = Peer(client[0], _port(client[1]), server[0], _port(server[1]))
    scheme = scope.get("scheme", "http")
    return Request(
        scope.get("method") or scope["type"].upper(),
        {"ws": "http", "wss": "https"}.get(scheme, scheme),
        scope.get("query_string", b""),
        headers,
        peer,
        root,
        path,
        endpoint=endpoint_name(scope.get("endpoint")),
        path_parameters=plain_parameters(scope.get("path_params") or {}),
        lasts=True,
        route=_route_in(scope),
    )


def _route_in(scope: Mapping[str, Any]) -> str:
    """Return the path of the route that a framework has chosen for a request.

    Litestar tells it, Starlette has the route itself; but one of FastAPI's that was included is in
    what is known of its inclusion. A Mount, which has no endpoint, is in `root_path`.
    """
    if isinstance(told := scope.get("path_template"), str):
        return told
    fastapi = scope.get("fastapi")
    included = fastapi.get("effective_route_context") if isinstance(fastapi, dict) else None
    route = included or scope.get("route")
    return _text_of(route, "path") if hasattr(route, "endpoint") else ""


def _text_of(found: object, name: str) -> str:
    """Return an attribute that is a text; "" where there is none, or another thing."""
    text = getattr(found, name, "")
    return text if isinstance(text, str) else ""


def field_bytes(headers: tuple[tuple[str, str], ...]) -> list[tuple[bytes, bytes]]:
    """Return header fields as ASGI takes them: names in lower case, all in Latin-1."""
    return [
        (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in headers
    ]


def with_view(request: Request, endpoint: str, parameters: tuple[tuple[str, str], ...]) -> Request:
    """Return the request with its view's name and parameters, where its framework told them."""
    if not endpoint:
        return request
    return request._replace(endpoint=endpoint, path_parameters=parameters)


def _environ_headers(environ: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            yield key[5:].replace("_", "-").lower(), one_line(str(value))
        elif key in ("CONTENT_TYPE", "CONTENT_LENGTH") and value:
            yield key.replace("_", "-").lower(), one_line(str(value))


def one_line(value: str) -> str:
    """Return a field value without the line breaks of obsolete folding (RFC 9112, section 5.2)."""
    return " ".join(value.splitlines()) if "\n" in value or "\r" in value else value


def _wsgi_text(text: str) -> str:
    """Return a text that PEP 3333 hands over as bytes in Latin-1 clothes."""
    return text.encode("latin-1", "replace").decode("utf-8", "replace")


def _port(text: object) -> int | None:
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdigit() else None


def plain_parameters(parameters: Mapping[Any, Any]) -> tuple[tuple[str, str], ...]:
    """Return the parameters of a route as texts; of objects of the application only the type."""
    return tuple((_plain(name), _plain(value)) for name, value in parameters.items())


def _plain(value: object) -> str:
    cls = type(value)
    if cls in _PLAIN_TYPES or cls.__module__ in _PLAIN_MODULES:
        return str(value)
    return f"<{cls.__name__} object>"


def endpoint_name(endpoint: object) -> str:
    """Return the name of a view that is a function or a class; of an object, that of its class."""
    named = endpoint if isinstance(endpoint, FunctionType | MethodType | type) else type(endpoint)
    return "" if endpoint is None else named.__qualname__
