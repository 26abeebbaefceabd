"""A11, A12: who is at the other end, by the real check: other users, curl, Python, a forwarder."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPResponse
from io import BytesIO

import pytest

from tests.apps.failures import LOCAL, MESSAGE
from tests.consoles import Console, tokens
from tests.pages import RESERVED
from tests.security.conftest import tells_nothing
from tests.servers import Server, serve
from tests.wire import NAVIGATION, Answer, Ask, over_socket

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who it is")

BOOM = Ask("/boom")
ANOTHER_USER = 1
SECONDS = 30


@pytest.fixture(
    scope="module",
    params=[
        ("run", "plain_asgi:checked"),
        ("werkzeug", "plain_wsgi:checked"),
        ("gunicorn-gthread", "plain_wsgi:checked"),
        ("uvicorn", "plain_asgi:checked"),
        ("hypercorn", "plain_asgi:checked"),
    ],
    ids=lambda param: param[0],
)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Return a running server whose app asks the system who is there."""
    kind, target = request.param
    with serve(kind, f"tests.apps.{target}", tmp_path_factory.mktemp("peer")) as server:
        yield server


def forged(server: Server) -> Console:
    """Return a console as it would be if a token could be guessed."""
    origin = f"http://{server.host}:{server.port}"
    boot = f"{'0' * 16}-{'0' * 32}"
    return Console(origin, f"{RESERVED}{boot}/", boot, "0", "0" * 64)


def reads_without_values(answer: Answer) -> None:
    assert answer.status == 500
    assert MESSAGE in answer.text
    assert LOCAL not in answer.text
    assert tokens(answer) == {}
    assert "locked" in answer.text


def test_a_python_with_all_headers_of_a_browser_is_none(server: Server) -> None:
    send = over_socket(server.host, server.port)
    reads_without_values(send(BOOM))
    assert send(forged(server).ask()).status == 403


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")
def test_curl_with_all_headers_of_a_browser_is_none(server: Server) -> None:
    fields = [part for name, value in NAVIGATION for part in ("-H", f"{name}: {value}")]
    address = f"http://{server.host}:{server.port}/boom"
    told = subprocess.run(
        ["curl", "-si", *fields, address], capture_output=True, check=True, timeout=SECONDS
    )
    reads_without_values(answer_in(told.stdout))


class _Played:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def makefile(self, _mode: str) -> BytesIO:
        return BytesIO(self.data)


def answer_in(data: bytes) -> Answer:
    """Return the answer that some bytes are."""
    response = HTTPResponse(_Played(data))  # type: ignore[arg-type]  # all that is asked of a socket
    response.begin()
    headers = tuple((name.lower(), value) for name, value in response.getheaders())
    return Answer(response.status, headers, response.read())


STRANGER = """
import encodings.idna, http.client, json, os, sys
host, port, user, asks = json.load(sys.stdin)
os.setuid(user)  # only now: another user may not be let to this Python
for method, path, headers, body in asks:
    connection = http.client.HTTPConnection(host, port, timeout=30)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders(body.encode())
    response = connection.getresponse()
    print(json.dumps([response.status, response.read().decode()]))
"""


def as_user(server: Server, user: int, *asks: Ask) -> list[Answer]:
    """Return the answers that a process of another user gets."""
    host = f"{server.host}:{server.port}"
    told = [
        (
            ask.method,
            ask.path,
            [("Host", host), ("Content-Length", str(len(ask.body))), *ask.headers],
            ask.body.decode(),
        )
        for ask in asks
    ]
    ran = subprocess.run(
        [sys.executable, "-I", "-c", STRANGER],
        input=json.dumps([server.host, server.port, user, told]),
        capture_output=True,
        check=True,
        text=True,
        timeout=SECONDS,
    )
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    return [Answer(status, (), body.encode()) for status, body in lines]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can be another user")
def test_another_user_gets_nothing(server: Server) -> None:
    console = forged(server)
    asks = BOOM, Ask(RESERVED), Ask(RESERVED + console.traceback), console.ask()
    page, *others = as_user(server, ANOTHER_USER, *asks)
    assert page.status == 500
    tells_nothing(page)
    assert [answer.status for answer in others] == [403, 403, 403]
    server.wait_for_log("another user of this machine")
    reads_without_values(as_user(server, os.geteuid(), BOOM)[0])


@contextmanager
def forwarder(port: int) -> Iterator[int]:
    """Forward connections to `port`, as `ssh -L` and tunnels do; give the port to connect to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_forward_all, args=(listener, port), daemon=True).start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)


def _forward_all(listener: socket.socket, port: int) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_join, args=(client, port), daemon=True).start()


def _join(client: socket.socket, port: int) -> None:
    with client, socket.create_connection(("127.0.0.1", port)) as server:
        back = threading.Thread(target=_forward, args=(server, client), daemon=True)
        back.start()
        _forward(client, server)
        back.join()


def _forward(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def test_a_forwarder_is_no_browser_whoever_is_behind_it(server: Server) -> None:
    """Who comes through it may forge the Host that the server would be asked under directly."""
    with forwarder(server.port) as port:
        send = over_socket("127.0.0.1", port)
        host = f"{server.host}:{server.port}"
        reads_without_values(send(BOOM._replace(headers=(*NAVIGATION, ("Host", host)))))
        ask = forged(server).ask()
        assert send(ask._replace(headers=(*ask.headers, ("Host", host)))).status == 403
        assert tokens(send(BOOM)) == {}
