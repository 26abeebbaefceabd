"""One way to send a request to an app: over a socket, or in process over WSGI or ASGI."""

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote
from wsgiref.validate import validator
from xml.etree.ElementTree import Element

import html5lib

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment
    from starlette.types import ASGIApp, Message, Scope

Headers = tuple[tuple[str, str], ...]

SECONDS = 30
"""How long an answer may take, on a busy machine."""

SERVERS_OWN = {
    *("date", "server", "connection", "keep-alive", "transfer-encoding", "content-length", "via")
}
"""Header fields that a server may add or reword without the app being asked."""

NAVIGATION: Headers = (
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Sec-Fetch-Dest", "document"),
    ("Sec-Fetch-Mode", "navigate"),
    ("Sec-Fetch-Site", "none"),
    ("Sec-Fetch-User", "?1"),
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/153.0"),
)
"""What a browser sends when its user opens an address."""

CURL: Headers = (("Accept", "*/*"), ("User-Agent", "curl/8.14.1"))
"""What curl sends."""


class Ask(NamedTuple):
    """A request. `headers` need no Host and no Content-Length: the sender knows them."""

    path: str
    method: str = "GET"
    headers: Headers = NAVIGATION
    body: bytes = b""


class Answer(NamedTuple):
    """A response, names of header fields in lower case.

    `cut` says that the body ended before its end. `error` is what the app raised into the server
    that was played in process; a real one keeps it to itself.
    """

    status: int
    headers: Headers
    body: bytes
    cut: bool = False
    error: BaseException | None = None

    def values(self, name: str) -> list[str]:
        """Return every value of the header `name` (lower case)."""
        return [value for field, value in self.headers if field == name]

    def value(self, name: str) -> str:
        """Return the one value of the header `name` (lower case), empty if there is none."""
        values = self.values(name)
        assert len(values) < 2, f"{name} was sent {len(values)} times: {values}"
        return values[0] if values else ""

    @property
    def media_type(self) -> str:
        return self.value("content-type").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)

    def html(self) -> Element:
        """Return the root element of the page, read as a browser reads it."""
        return html5lib.parse(self.body, transport_encoding="utf-8", namespaceHTMLElements=False)

    def own_headers(self) -> Headers:
        """Return the header fields that the app sent, without those that servers add."""
        return tuple(sorted(field for field in self.headers if field[0] not in SERVERS_OWN))


@lru_cache(maxsize=4)
def _parsed(body: bytes) -> Element:
    return html5lib.parse(body, transport_encoding="utf-8", namespaceHTMLElements=False)


Send = Callable[[Ask], Answer]


def over_socket(host: str, port: int) -> Send:
    """Return a sender to the server at `host`:`port`, on a new connection each time."""

    def send(ask: Ask) -> Answer:
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
        try:
            connection.putrequest(ask.method, ask.path, skip_host=True, skip_accept_encoding=True)
            for name, value in _completed(ask, f"{host}:{port}"):
                connection.putheader(name, value)
            connection.endheaders()
            # A server may answer before it has read everything, and go on only when it is heard.
            threading.Thread(target=_send_body, args=(connection, ask.body), daemon=True).start()
            return _received(connection.getresponse())
        finally:
            connection.close()

    return send


def _completed(ask: Ask, host: str) -> Headers:
    given = {name.lower() for name, _ in ask.headers}
    added = [("Host", host)] if "host" not in given else []
    if (ask.body or ask.method in ("POST", "PUT", "PATCH")) and "content-length" not in given:
        added.append(("Content-Length", str(len(ask.body))))
    return (*added, *ask.headers)


def _send_body(connection: http.client.HTTPConnection, body: bytes) -> None:
    with suppress(OSError):
        connection.send(body)


def _received(response: http.client.HTTPResponse) -> Answer:
    headers = tuple((name.lower(), value) for name, value in response.getheaders())
    try:
        body, cut = response.read(), False
    except http.client.IncompleteRead as error:
        body, cut = error.partial, True
    except ConnectionResetError:
        body, cut = b"", True
    return Answer(response.status, headers, body, cut)


def send_raw(
    host: str, port: int, data: bytes, method: str = "GET", *, hang_up: bool = False
) -> Answer:
    """Send `data` as it is, which may be no HTTP at all, and return the answer.

    With `hang_up`, say that nothing more will come. Status 0 stands for a connection that was
    closed without an answer.
    """

    def feed() -> None:
        with suppress(OSError):
            connection.sendall(data)
            if hang_up:
                connection.shutdown(socket.SHUT_WR)

    with socket.create_connection((host, port), timeout=SECONDS) as connection:
        threading.Thread(target=feed, daemon=True).start()
        response = http.client.HTTPResponse(connection, method=method)
        try:
            response.begin()
        except (ConnectionError, http.client.BadStatusLine):
            return Answer(0, (), b"")
        return _received(response)


def over_wsgi(app: "WSGIApplication", peer: str | None = "127.0.0.1") -> Send:
    """Return a sender to `app`, called as a server would, and held to PEP 3333 on the way."""
    return lambda ask: _WsgiCall().run(validator(app), _environ(ask, peer))


HOST = "127.0.0.1"
PORT = 8000
CLIENT_PORT = 50123


def _environ(ask: Ask, peer: str | None) -> "WSGIEnvironment":
    path, _, query = ask.path.partition("?")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": ask.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": str(PORT),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(ask.body),
        "wsgi.errors": StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if peer is not None:
        environ |= {"REMOTE_ADDR": peer, "REMOTE_PORT": str(CLIENT_PORT)}
    for name, value in _completed(ask, f"{HOST}:{PORT}"):
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else "HTTP_" + key
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


class _WsgiCall:
    """One call of a WSGI app, as PEP 3333 tells servers to make it."""

    def __init__(self) -> None:
        self.status = ""
        self.fields: list[tuple[str, str]] = []
        self.sent = False
        self.body = b""

    def start(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None, /
    ) -> Callable[[bytes], None]:
        if exc_info and self.sent:
            raise exc_info[1]
        assert exc_info or not self.status, "start_response was called twice"
        self.status, self.fields = status, headers
        return self.write

    def write(self, data: bytes) -> None:
        assert self.status, "data before start_response"
        if data:
            self.sent = True
            self.body += data

    def run(self, app: "WSGIApplication", environ: "WSGIEnvironment") -> Answer:
        error: BaseException | None = None
        try:
            self.collect(app(environ, self.start))
        except BaseException as raised:
            error = raised
        if error is not None and not self.sent:
            return Answer(500, (), b"", error=error)
        headers = tuple((name.lower(), value) for name, value in self.fields)
        return Answer(int(self.status[:3]), headers, self.body, error is not None, error)

    def collect(self, chunks: Iterable[bytes]) -> None:
        try:
            for chunk in chunks:
                self.write(chunk)
        finally:
            if close := getattr(chunks, "close", None):
                close()


@contextmanager
def over_asgi(app: "ASGIApp", peer: str | None = "127.0.0.1") -> Iterator[Send]:
    """Give a sender to `app`, called as a server would, and held to the ASGI spec on the way.

    All requests are served on one event loop, which runs while a request does.
    """
    with asyncio.Runner() as runner:
        yield lambda ask: runner.run(_AsgiCall(ask).run(app, _scope(ask, peer)))


def _scope(ask: Ask, peer: str | None) -> "Scope":
    path, _, query = ask.path.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": ask.method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [
            (name.lower().encode(), value.encode("latin-1"))
            for name, value in _completed(ask, f"{HOST}:{PORT}")
        ],
        "client": None if peer is None else (peer, CLIENT_PORT),
        "server": (HOST, PORT),
        "state": {},
        "extensions": None,
    }


class _AsgiCall:
    """One call of an ASGI app, as the specification tells servers to make it."""

    def __init__(self, ask: Ask) -> None:
        self.unread: bytes | None = ask.body
        self.status = 0
        self.fields: Headers = ()
        self.body: list[bytes] = []
        self.done = asyncio.Event()

    async def receive(self) -> "Message":
        if self.unread is not None:
            body, self.unread = self.unread, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.done.wait()
        return {"type": "http.disconnect"}

    async def send(self, event: "Message") -> None:
        assert not self.done.is_set(), f"{event['type']} after the end of the response"
        if event["type"] == "http.response.start":
            assert not self.status, "the response was started twice"
            self.status = event["status"]
            self.fields = tuple(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in event["headers"]
            )
        else:
            assert event["type"] == "http.response.body", event["type"]
            assert self.status, "body before start"
            self.body.append(event.get("body", b""))
            if not event.get("more_body", False):
                self.done.set()

    async def run(self, app: "ASGIApp", scope: "Scope") -> Answer:
        error: BaseException | None = None
        try:
            async with asyncio.timeout(SECONDS):
                await app(scope, self.receive, self.send)
        except BaseException as raised:
            error = raised
        # A server writes the head with the first body event, so a start alone was never sent.
        if error is not None and not self.body:
            return Answer(500, (), b"", error=error)
        cut = not self.done.is_set()
        return Answer(self.status, self.fields, b"".join(self.body), cut, error)
