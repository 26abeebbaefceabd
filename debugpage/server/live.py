"""Pages of the app that load themselves again when it is served anew: `--live`.

Does: append a script to the answer of a GET that loads a document, if that is complete HTML.
Does not: hold anything back, change what is before the script, or weaken a policy: a page with a
`Content-Security-Policy`, or one that comes compressed, is left as it is.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from debugpage.interface import Interface
from debugpage.interlock import layers_of

Headers = list[tuple[str, str]]
_UNFIT = frozenset(
    {"content-security-policy", "content-encoding", "content-range", "content-disposition"}
)


def live(app: Any, interface: Interface) -> Any:
    """Return an app whose pages follow it. app: one with debugpage around it."""
    script = script_for(_reserved_path(app))
    return LiveAsgi(app, script) if interface == "asgi" else LiveWsgi(app, script)


def script_for(path: str) -> bytes:
    """Return the script that pages are given. path: the one below which debugpage answers."""
    from debugpage.render.bundle import LIVE_SCRIPTS, scripts

    events = f'data-debugpage-events="{path}live/events"'  # a path that needs no quoting
    return f'<script type="module" {events}>{scripts(LIVE_SCRIPTS)}</script>'.encode()


def _reserved_path(app: Any) -> str:
    """Return the path below which debugpage answers, as far as it can be seen in the app."""
    from debugpage import asgi, wsgi
    from debugpage.options import Options

    kinds = (asgi.DebugMiddleware, wsgi.DebugMiddleware)
    paths = (layer.path for layer in layers_of(app) if isinstance(layer, kinds))
    return next(paths, Options.load().path)


def lengthened(status: int, headers: Headers, more: int) -> Headers | None:
    """Return the headers of a page that is to be `more` bytes longer; None where it cannot be."""
    fields = {name.lower(): value for name, value in headers}
    kind = fields.get("content-type", "").partition(";")[0].strip().lower()
    if status != 200 or kind != "text/html" or not _UNFIT.isdisjoint(fields):
        return None
    return [
        (name, str(int(value) + more) if name.lower() == "content-length" else value)
        for name, value in headers
    ]


class LiveWsgi:
    """A WSGI app (PEP 3333) whose pages have a script appended."""

    def __init__(self, app: Any, script: bytes) -> None:
        self.app = app
        self._script = script

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Serve one request."""
        dest = environ.get("HTTP_SEC_FETCH_DEST")
        if environ["REQUEST_METHOD"] != "GET" or dest != "document":
            answer: Iterable[bytes] = self.app(environ, start_response)
            return answer
        page = _Page(self._script, start_response)
        page.body = self.app(environ, page.start)
        return page


class _Page:
    """A response whose headers are seen as they pass, and whose body may get an end of ours."""

    body: Iterable[bytes] = ()

    def __init__(self, script: bytes, start_response: Any) -> None:
        self._script = script
        self._start_response = start_response
        self._is_fit = False

    def start(self, status: str, headers: Headers, *exc_info: Any) -> Callable[[bytes], Any]:
        longer = lengthened(int(status[:3]), headers, len(self._script))
        self._is_fit = longer is not None
        write: Callable[[bytes], Any] = self._start_response(status, longer or headers, *exc_info)
        return write

    def __iter__(self) -> Iterator[bytes]:
        yield from self.body
        if self._is_fit:
            yield self._script

    def close(self) -> None:
        if close := getattr(self.body, "close", None):
            close()


class LiveAsgi:
    """An ASGI app (version 3) whose pages have a script appended."""

    def __init__(self, app: Any, script: bytes) -> None:
        self.app = app
        self._script = script

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _is_document(scope):
            await self.app(scope, receive, send)
            return
        is_fit = False

        async def pass_on(message: Any) -> None:
            nonlocal is_fit
            if message["type"] == "http.response.start":
                headers = [
                    (n.decode("latin-1"), v.decode("latin-1")) for n, v in message["headers"]
                ]
                longer = lengthened(message["status"], headers, len(self._script))
                is_fit = longer is not None
                pairs = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in longer or headers]
                message = {**message, "headers": pairs}
            elif is_fit and not message.get("more_body"):
                message = {**message, "body": message.get("body", b"") + self._script}
            await send(message)

        await self.app(scope, receive, pass_on)


def _is_document(scope: Any) -> bool:
    return (b"sec-fetch-dest", b"document") in [tuple(field) for field in scope["headers"]]
