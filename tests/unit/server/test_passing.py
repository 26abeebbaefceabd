"""No connection is lost with the process that accepted it: the next one serves it."""

import os
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

import pytest

from debugpage.server import asgi_server
from debugpage.server.asgi_connection import H11Connection
from debugpage.server.listen import listen
from debugpage.server.passing import Passing, Waiting
from debugpage.server.serve import Server, Terms, make_server
from debugpage.server.wsgi_server import WsgiServer

SECONDS = 20


class App:
    """Answers with its name; at `/slow` only when it may, at `/begun` it waits amid its answer."""

    def __init__(self, name: str) -> None:
        self.body = name.encode()
        self.began = threading.Event()
        self.may_end = threading.Event()

    def _wait(self) -> None:
        self.began.set()
        self.may_end.wait(SECONDS)

    def wsgi(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/slow":
            self._wait()
        start_response("200 OK", [])
        return [self.body]

    async def asgi(self, scope: Any, receive: Any, send: Any) -> None:
        import asyncio

        if scope["type"] != "http":
            raise NotImplementedError
        if scope["path"] == "/slow":
            await asyncio.to_thread(self._wait)
        length = [(b"content-length", str(len(self.body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        await send({"type": "http.response.body", "body": self.body[:1], "more_body": True})
        if scope["path"] == "/begun":
            await asyncio.to_thread(self._wait)
        await send({"type": "http.response.body", "body": self.body[1:]})


class Running:
    """A server in a thread. passed: takes the descriptors of connections that it passes on."""

    def __init__(self, interface: Any, name: str, listener: socket.socket, passed: Any) -> None:
        def pass_on(descriptor: int) -> bool:
            passed.put(os.dup(descriptor))
            return True

        ready = threading.Event()
        self.app = App(name)
        own = socket.socket(fileno=os.dup(listener.fileno()))
        app = getattr(self.app, interface)
        self.server: Server = make_server(app, interface, own, Terms(ready.set, pass_on=pass_on))
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        assert ready.wait(SECONDS)

    def end(self) -> None:
        self.app.may_end.set()
        self.server.stop()
        self.thread.join(SECONDS)
        assert not self.thread.is_alive()

    def close(self) -> None:
        """Close what a process closes by its end."""
        self.end()
        if isinstance(self.server, WsgiServer):
            self.server._waker.close()
            self.server._server._over.close()


class Pair:
    """A server, and one that serves when the first has been stopped."""

    def __init__(self, interface: str) -> None:
        self.listener = listen("127.0.0.1", [0])
        self.port = self.listener.getsockname()[1]
        self.passed: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.first = Running(interface, "first", self.listener, self.passed)
        self.interface = interface
        self.running = [self.first]

    def connect(self) -> HTTPConnection:
        """Return a connection that the first server has accepted."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        connection.connect()
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)) as later:
            assert ask(later) == "first"  # they are accepted in their order
        return connection

    def hand_over(self) -> None:
        """Stop the first server, and let the second one have what it passes on."""
        self.first.server.stop()
        descriptor = self.passed.get(timeout=SECONDS)
        second = Running(self.interface, "second", self.listener, self.passed)
        self.running.append(second)
        second.server.take(socket.socket(fileno=descriptor))

    def end(self) -> None:
        for running in self.running:
            running.close()
        self.listener.close()
        while not self.passed.empty():
            os.close(self.passed.get())


def ask(connection: HTTPConnection, path: str = "/") -> str:
    connection.request("GET", path)
    return connection.getresponse().read().decode()


@pytest.fixture(params=["httptools", "h11"])
def asgi(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    if request.param == "h11":
        monkeypatch.setattr(asgi_server, "Connection", H11Connection)
    pair = Pair("asgi")
    yield pair
    pair.end()


@pytest.fixture
def wsgi() -> Iterator[Pair]:
    pair = Pair("wsgi")
    yield pair
    pair.end()


@pytest.fixture(params=["asgi", "wsgi"])
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    pair = Pair(request.param)
    yield pair
    pair.end()


def test_a_connection_before_its_request_is_served_by_the_next(pair: Pair) -> None:
    with closing(pair.connect()) as connection:
        pair.hand_over()
        assert ask(connection) == "second"


def test_a_connection_that_was_kept_is_served_by_the_next(asgi: Pair) -> None:
    with closing(asgi.connect()) as connection:
        assert ask(connection) == "first"
        asgi.hand_over()
        assert ask(connection) == "second"


def test_half_a_request_is_answered_by_whom_it_was_sent_to(asgi: Pair) -> None:
    with closing(asgi.connect()) as connection:
        connection.sock.sendall(b"GET / HTTP/1.1\r\nHo")
        with closing(asgi.connect()):  # by which time the half has been read
            asgi.first.server.stop()
            os.close(asgi.passed.get(timeout=SECONDS))  # that of the other connection
        connection.sock.sendall(b"st: localhost\r\n\r\n")
        answer = b""
        while not answer.endswith(b"first"):
            answer += connection.sock.recv(1000)
        asgi.hand_over()
        assert ask(connection) == "second"


@pytest.mark.parametrize("path", ["/slow", "/begun"])
def test_a_request_under_way_is_the_last_of_its_process(asgi: Pair, path: str) -> None:
    with closing(asgi.connect()) as connection:
        connection.request("GET", path)
        assert asgi.first.app.began.wait(SECONDS)
        asgi.first.server.stop()
        asgi.first.app.may_end.set()
        assert connection.getresponse().read() == b"first"
        asgi.hand_over()
        assert ask(connection) == "second"


def test_a_request_under_way_is_not_passed_on(wsgi: Pair) -> None:
    with closing(wsgi.connect()) as connection:
        connection.request("GET", "/slow")
        assert wsgi.first.app.began.wait(SECONDS)
        wsgi.first.server.stop()
        wsgi.first.app.may_end.set()
        assert connection.getresponse().read() == b"first"
        assert wsgi.passed.empty()


def test_a_server_that_has_ended_passes_on_what_it_gets(pair: Pair) -> None:
    with closing(pair.connect()) as connection:
        pair.hand_over()
        second = pair.running[1]
        second.end()
        (descriptor,) = [pair.passed.get(timeout=SECONDS)]
        second.server.take(socket.socket(fileno=descriptor))
        descriptor = pair.passed.get(timeout=SECONDS)
        third = Running(pair.interface, "third", pair.listener, pair.passed)
        pair.running.append(third)
        third.server.take(socket.socket(fileno=descriptor))
        assert ask(connection) == "third"


class Mailbox:
    """Stands for a child, and a channel: hears at one end what is told at the other."""

    def __init__(self, hear: Callable[[dict[str, Any]], bool]) -> None:
        self.hear = hear

    def tell(self, message: dict[str, Any], descriptors: list[int]) -> None:
        assert self.hear({**message, "descriptors": [os.dup(one) for one in descriptors]})

    send = tell


def test_connections_wait_for_processes_and_are_shared_out() -> None:
    waiting, taken = Waiting(), [[], []]  # type: Waiting, list[list[socket.socket]]
    children = []
    for number in range(2):
        passing = Passing(Mailbox(waiting.hear))  # type: ignore[arg-type]
        passing.take = taken[number].append
        children.append(Mailbox(passing.hear))
    for _ in range(3):
        ours, theirs = socket.socketpair()
        assert passing.pass_on(theirs.fileno())
        ours.close()
        theirs.close()
    waiting.release(children)  # type: ignore[arg-type]
    assert [len(own) for own in taken] == [2, 1]
    assert all(one.recv(1) == b"" for own in taken for one in own)  # their ends are gone, too
    for one in [*taken[0], *taken[1]]:
        one.close()
    assert not waiting.hear({"event": "ready"})
    assert not passing.hear({"do": "saved"})
