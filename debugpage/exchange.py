"""What the two adapters and the core hand each other: a request seen, a response to send."""

from typing import NamedTuple

from werkzeug.sansio.request import Request as HttpRequest


class Peer(NamedTuple):
    """The two ends of the connection, as the server tells them; None or 0 where it does not.

    Hosts are the textual addresses, ports are TCP ports.
    """

    host: str | None = None
    port: int = 0
    server_host: str | None = None
    server_port: int = 0


class Request(NamedTuple):
    """One request, the same for WSGI and ASGI.

    `http` is the parsed head. `headers` are its header fields as they arrived, names in lower
    case, so that a name sent twice is seen twice. `proxied` says that a middleware outside us
    has replaced the peer's address by what a header claims. `root` is where the app is mounted
    (`SCRIPT_NAME`, `root_path`) and `path` the path below it. `endpoint` names the view, where
    the framework has told.
    """

    http: HttpRequest
    headers: tuple[tuple[str, str], ...]
    peer: Peer
    root: str
    path: str
    proxied: bool = False
    endpoint: str = ""
    path_parameters: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def values(self, name: str) -> list[str]:
        """Return every value of the header `name` (lower case), in order of arrival."""
        return [value for field, value in self.headers if field == name]


class Response(NamedTuple):
    """A complete response: status code, header fields, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
