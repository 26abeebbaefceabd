"""A worker with something to serve, as the debugger has it, but simple; and what is asked of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from debugpage.exchange import Request, Response, from_scope
from debugpage.workers.transport import Transport
from debugpage.workers.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable


class Desk:
    """Serves what it is asked for by its name, and remembers it."""

    def __init__(self, transport: Transport, folder: Path) -> None:
        self.asked: list[Request] = []
        self.before: Callable[[], object] = bool
        self.worker = Worker(self.serve, transport=transport, folder=lambda: folder)

    def serve(self, request: Request) -> Response:
        self.asked.append(request)
        self.before()
        return Response(207, (("X-Served-By", self.worker.name),), request.body[::-1])


def request(body: bytes = b"", **changes: object) -> Request:
    told = {
        "type": "http",
        "method": "POST",
        "scheme": "https",
        "path": "/sub/__debugpage__/ä\udc80",
        "root_path": "/sub",
        "query_string": b"a=%FF&b=\xe9",
        "headers": [
            (b"Host", b"localhost"),
            (b"X-Twice", b"1"),
            (b"x-twice", "ü".encode("latin-1")),
        ],
        "client": ("127.0.0.1", 40_000),
        "server": ("localhost", 8_000),
    }
    return from_scope(told | changes)._replace(body=body, proxied=True)
