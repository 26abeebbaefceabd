"""A browser that is let in, played over raw HTTP: asking, approvals, and what comes of them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from debugpage.console.unlock.doorkeeper import Doorkeeper
from tests.consoles import Console, open_console, script_headers, with_header
from tests.pages import RESERVED, report_path
from tests.servers import Server, serve
from tests.wire import Answer, Ask, Send, over_socket


class Let(NamedTuple):
    """What a browser has that was let in: where to go, and its cookie."""

    address: str
    cookie: str

    def get(self, path: str = "") -> Ask:
        """Return the request that opens a page behind the door, as its user does."""
        return with_header(Ask(path or self.address), "Cookie", self.cookie)


class Site(NamedTuple):
    """A server whose app asks the system who is there, and the private folder of its user."""

    server: Server
    send: Send
    folder: Path

    @property
    def origin(self) -> str:
        """The origin of its pages."""
        return f"http://{self.server.host}:{self.server.port}"

    @property
    def doorkeeper(self) -> Doorkeeper:
        """Who lets browsers in, as the command line has it."""
        return Doorkeeper(lambda: self.folder)

    def ask(self, name: str, **fields: object) -> Ask:
        """Return a request of the unlock page's script."""
        headers = (*script_headers(self.origin), ("User-Agent", "Mozilla/5.0 Firefox/153.0"))
        return Ask(f"{RESERVED}unlock/{name}", "POST", headers, json.dumps(fields).encode())

    def said(self, name: str, **fields: object) -> Any:
        """Return what the server answers to the script, which is a success."""
        answer = self.send(self.ask(name, **fields))
        assert answer.status in (200, 202), answer
        return answer.json()

    def let_in(self, error: str = "") -> Let:
        """Have a browser let in by approval, on its way to an error."""
        asked = self.said("ask")
        assert self.said("look", challenge=asked["challenge"]) == {"waiting": True}
        assert self.doorkeeper.challenges.approve(asked["label"])
        return let(self.send(self.ask("look", challenge=asked["challenge"], error=error)))

    def error(self) -> str:
        """Return the id of an error that just happened."""
        return report_path(self.send(Ask("/boom"))).removeprefix(RESERVED)

    def console(self, to: Let) -> Console:
        """Return the console of a page behind the door."""
        return open_console(self.send(to.get()), self.origin)


def let(answer: Answer) -> Let:
    """Return what a browser is given that is let in by an answer."""
    assert answer.status == 200, answer
    return Let(answer.json()["address"], answer.value("set-cookie").partition(";")[0])


def with_cookie(ask: Ask, to: Let) -> Ask:
    """Return the request as the browser sends it that was let in."""
    return with_header(ask, "Cookie", to.cookie)


@contextmanager
def locked_site(
    kind: str, target: str, folder: Path, environ: dict[str, str | None] | None = None
) -> Iterator[Site]:
    """Serve an app on a server of `kind`, whose user has a private folder for it alone."""
    with private_folder() as private:
        named = {"XDG_RUNTIME_DIR": str(private.parent), **(environ or {})}
        with serve(kind, f"tests.apps.{target}", folder, named) as server:
            yield Site(server, over_socket(server.host, server.port), private)


@contextmanager
def private_folder() -> Iterator[Path]:
    """Make a folder as `$XDG_RUNTIME_DIR/debugpage` is; paths of sockets must be short."""
    with TemporaryDirectory(prefix="dp-") as runtime:
        private = Path(runtime, "debugpage")
        private.mkdir(mode=0o700)
        yield private
