"""News and requests that are sent again, over WSGI (PEP 3333)."""

import logging
import selectors
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from io import BytesIO
from typing import Any

from debugpage.healing.again import KeptRequest
from debugpage.healing.answer import Came, Gathered
from debugpage.healing.news import HEARTBEAT, HEARTBEAT_SECONDS, Listener

Environ = dict[str, Any]
App = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_OF_THE_SERVER = ("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "SERVER_SOFTWARE")
_OF_THE_PEER = (
    *("REMOTE_ADDR", "REMOTE_PORT", "werkzeug.socket", "gunicorn.socket"),
    "werkzeug.proxy_fix.orig",  # that the address is a header's
)


class EventBody:
    """A body that waits for what a listener is told, until that or the client's connection ends."""

    def __init__(self, listener: Listener, connection: socket.socket) -> None:
        self._listener = listener
        self._connection = connection
        self._woken, self._waker = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        for one in (self._woken, self._waker):
            one.setblocking(False)
        for one in (self._woken, connection):
            self._selector.register(one, selectors.EVENT_READ)
        listener.wake_by(self._wake)

    def __iter__(self) -> "EventBody":
        return self

    def __next__(self) -> bytes:
        if told := self._listener.take():
            return told
        if self._listener.is_over:
            raise StopIteration
        ready = [key.fileobj for key, _ in self._selector.select(HEARTBEAT_SECONDS)]
        if self._connection in ready:  # a browser has nothing more to say: it went away
            raise StopIteration
        if self._woken in ready:
            self._woken.recv(4096)
        return self._listener.take() or HEARTBEAT

    def close(self) -> None:
        """End it: nobody listens any more (PEP 3333)."""
        self._listener.leave()
        for one in (self._selector, self._woken, self._waker):
            one.close()

    def _wake(self) -> None:
        with suppress(OSError):  # it is awake already, or has ended meanwhile
            self._waker.send(b".")


def resend(app: App, request: KeptRequest, environ: Environ) -> Came:
    """Have an app answer a request that was kept, and return what came.

    environ: that of the request by which a page asked for it, which tells server and peer.
    """
    gathered = Gathered()

    def start(status: str, headers: list[Any], _exc_info: Any = None) -> Callable[[bytes], None]:
        gathered.begin(int(status[:3]), tuple(headers))
        return gathered.take

    body = app(_environ_of(request, environ), start)
    try:
        for chunk in body:
            gathered.take(chunk)
            if gathered.is_full:
                break
    except Exception:  # noqa: BLE001 - recorded by whom it passed on its way here
        logging.getLogger("debugpage").warning("a request that was sent again failed half-way")
    finally:
        if close := getattr(body, "close", None):
            close()
    return gathered.came()


def _environ_of(request: KeptRequest, environ: Environ) -> Environ:
    own = (*_OF_THE_SERVER, *_OF_THE_PEER)
    made = {key: environ[key] for key in environ if key in own or key.startswith("wsgi.")}
    made |= {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": _wsgi_text(request.root),
        "PATH_INFO": _wsgi_text(request.path),
        "QUERY_STRING": request.query,
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.input": BytesIO(request.body),
    }
    for name, value in request.headers:
        key = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{_variable(name)}"
        separator = "; " if name == "cookie" else ","
        made[key] = f"{made[key]}{separator}{value}" if key in made else value
    return made


def _variable(name: str) -> str:
    return name.upper().replace("-", "_")


def _wsgi_text(text: str) -> str:
    """Return a text as bytes in Latin-1 clothes, as PEP 3333 hands it over."""
    return text.encode("utf-8", "replace").decode("latin-1")
