"""A10: a server on a Unix socket knows no peer: a page without consoles, until it is unlocked."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from debugpage.console.unlock.doorkeeper import Doorkeeper
from tests.apps.failures import LOCAL
from tests.consoles import Console, open_console, tokens
from tests.pages import RESERVED, report_path
from tests.security.doors import Let, let, private_folder, with_cookie
from tests.servers import ROOT, _environment
from tests.wire import Answer, Ask

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no such sockets")

ORIGIN = "http://localhost"
SECONDS = 60
COMMANDS: dict[str, Callable[[Path], list[str]]] = {
    "gunicorn": lambda path: ["gunicorn", f"--bind=unix:{path}", "tests.apps.plain_wsgi:checked"],
    "uvicorn": lambda path: ["uvicorn", f"--uds={path}", "tests.apps.plain_asgi:checked"],
}


class Site:
    """A server on a Unix socket, and who lets browsers in there."""

    def __init__(self, path: Path, doorkeeper: Doorkeeper) -> None:
        self.path = path
        self.doorkeeper = doorkeeper

    def send(self, ask: Ask) -> Answer:
        connection = http.client.HTTPConnection("localhost", timeout=SECONDS)
        connection.sock = socket.socket(socket.AF_UNIX)
        try:
            connection.sock.connect(str(self.path))
            headers = {"Host": "localhost", **dict(ask.headers)}
            connection.request(ask.method, ask.path, ask.body, headers)
            response = connection.getresponse()
            fields = tuple((name.lower(), value) for name, value in response.getheaders())
            return Answer(response.status, fields, response.read())
        finally:
            connection.close()

    def is_up(self) -> bool:
        with suppress(OSError):
            return self.send(Ask("/ok")).status == 200
        return False

    def let_in(self) -> Let:
        key = self.doorkeeper.keys.issue(ORIGIN)
        headers = (("Content-Type", "application/json"), ("Origin", ORIGIN))
        body = f'{{"key": "{key}"}}'.encode()
        return let(self.send(Ask(f"{RESERVED}unlock/key", "POST", headers, body)))


@pytest.fixture(params=COMMANDS)
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    with private_folder() as private:
        path = private.parent / "http"
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.launcher", *COMMANDS[request.param](path)],
            cwd=ROOT,
            env=_environment(private, {"XDG_RUNTIME_DIR": str(private.parent)}),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            site = Site(path, Doorkeeper(lambda: private))
            deadline = time.monotonic() + SECONDS
            while not site.is_up():
                assert time.monotonic() < deadline
                time.sleep(0.05)
            yield site
        finally:
            process.terminate()
            process.communicate(timeout=SECONDS)


def test_a_page_without_consoles_until_it_is_unlocked(site: Site) -> None:
    page = site.send(Ask("/boom"))
    assert page.status == 500
    assert tokens(page) == {}
    assert LOCAL in page.text
    assert "locked" in page.text
    to = site.let_in()
    opened = site.send(to.get(to.address + report_path(page).removeprefix(RESERVED)))
    console: Console = open_console(opened, ORIGIN)
    assert site.send(console.ask("1")).status == 403
    assert site.send(with_cookie(console.ask("1"), to)).status == 200
