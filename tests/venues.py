"""Where the exchanges take place: each test app, in process and behind real servers."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.servers import Server, serve
from tests.wire import HOST, PORT, Answer, Ask, Send, over_asgi, over_socket, over_wsgi


class Place(NamedTuple):
    """An app (`module:name` below tests.apps) and the server it runs on; none is in process."""

    server: str
    app: str

    @property
    def module(self) -> str:
        return self.app.partition(":")[0]

    @property
    def is_wsgi(self) -> bool:
        return self.module in ("flask_app", "plain_wsgi")

    @property
    def knows_peers(self) -> bool:
        return self.server != "wsgiref"

    def __str__(self) -> str:
        return f"{self.server or 'in-process'}/{self.app}"


IN_PROCESS = (
    Place("", "flask_app:app"),
    Place("", "plain_wsgi:app"),
    Place("", "starlette_app:added"),
    Place("", "starlette_app:wrapped"),
    Place("", "quart_app:wrapped"),
    Place("", "quart_app:inside"),
    Place("", "plain_asgi:app"),
)
ON_SERVERS = (
    Place("werkzeug", "flask_app:app"),
    Place("flask-run", "flask_app:app"),
    Place("gunicorn-sync", "flask_app:app"),
    Place("gunicorn-gthread", "plain_wsgi:app"),
    Place("wsgiref", "plain_wsgi:app"),
    Place("uvicorn", "starlette_app:added"),
    Place("uvicorn", "starlette_app:wrapped"),
    Place("uvicorn", "quart_app:inside"),
    Place("hypercorn", "quart_app:wrapped"),
    Place("hypercorn", "plain_asgi:app"),
)
PLACES = IN_PROCESS + ON_SERVERS


class Venue(NamedTuple):
    """A place that is ready for requests.

    `send` reaches the app with debugpage, `bare` the same app without it, in process. `folder`
    holds the counters of `tests.apps.failures`.
    """

    place: Place
    send: Send
    bare: Send
    folder: Path
    server: Server | None

    @property
    def origin(self) -> str:
        """The origin of the app's pages."""
        server = self.server
        return f"http://{server.host}:{server.port}" if server else f"http://{HOST}:{PORT}"

    def get(self, path: str) -> Answer:
        """Open `path` as a browser's user does."""
        return self.send(Ask(path))

    def count(self, name: str) -> int:
        """Return how often the app has counted `name`."""
        counter = self.folder / name
        return counter.stat().st_size if counter.exists() else 0

    @property
    def knows_peers(self) -> bool:
        """Whether the app is told both ends of the connection, without which no console opens."""
        return self.place.knows_peers

    @property
    def tells_cuts(self) -> bool:
        """Whether a client can see that a body ended early; with HTTP/1.0 none can."""
        return self.place.server != "wsgiref"


@contextmanager
def open_venue(place: Place, folder: Path) -> Iterator[Venue]:
    """Make `place` ready; in process, `$CANARY` and `$DEBUGPAGE` must be set already."""
    module = importlib.import_module(f"tests.apps.{place.module}")
    name = place.app.partition(":")[2]
    with in_process(place, module.bare) as bare:
        if place.server:
            with serve(place.server, f"tests.apps.{place.app}", folder) as server:
                yield Venue(place, over_socket(server.host, server.port), bare, folder, server)
        else:
            with in_process(place, getattr(module, name)) as send:
                yield Venue(place, send, bare, folder, None)


@contextmanager
def in_process(place: Place, app: Callable[..., Any]) -> Iterator[Send]:
    """Give a sender to `app` by the interface of `place`."""
    if place.is_wsgi:
        yield over_wsgi(app)
    else:
        with over_asgi(app) as send:
            yield send
