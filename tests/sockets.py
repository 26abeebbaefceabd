"""A WebSocket's client, as tests play it: what a server answers, and how it closes."""

from typing import NamedTuple

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.servers import Server
from tests.wire import SECONDS


class End(NamedTuple):
    """What a client got: status and body of a refusal, or texts and the close's code and reason."""

    status: int = 101
    body: str = ""
    error: str = ""
    texts: tuple[str, ...] = ()
    code: int = 0
    reason: str = ""


def listen(server: Server, path: str) -> End:
    """Open a WebSocket and take what comes until it is closed."""
    texts: list[str] = []
    try:
        with connect(f"ws://{server.host}:{server.port}{path}", open_timeout=SECONDS) as socket:
            while True:
                texts.append(str(socket.recv(timeout=SECONDS)))
    except InvalidStatus as refused:
        answer = refused.response
        body = bytes(answer.body or b"").decode()
        return End(answer.status_code, body, answer.headers.get("x-debugpage-id", ""))
    except ConnectionClosed as closed:
        close = closed.rcvd
        return End(
            texts=tuple(texts),
            code=close.code if close else 1006,
            reason=close.reason if close else "",
        )


def leave(server: Server, path: str, *, in_order: bool) -> None:
    """Open a WebSocket and go away: with a close, or by an end of the connection alone."""
    with connect(f"ws://{server.host}:{server.port}{path}", open_timeout=SECONDS) as socket:
        if not in_order:
            socket.socket.close()


def echo(server: Server, text: str) -> str:
    """Send a text to the app's `/echo`, and return what comes back."""
    with connect(f"ws://{server.host}:{server.port}/echo", open_timeout=SECONDS) as socket:
        socket.send(text)
        return str(socket.recv(timeout=SECONDS))
