"""A server that stops passes on the connections that it has just accepted, on every event loop."""

import asyncio
import os
import socket
import sys
import threading
from contextlib import closing
from typing import Any

import pytest

from debugpage.server.asgi_server import AsgiServer
from debugpage.server.listen import listen
from debugpage.server.serve import Terms

SECONDS = 10
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Racing:
    """An app that has its server stopped in the very turn of the loop in which that accepts.

    `late` is the connection that is accepted then.
    """

    def __init__(self, listener: socket.socket) -> None:
        self.address = listener.getsockname()
        self.late: socket.socket
        self.server: AsgiServer

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise NotImplementedError
        woken, waker = socket.socketpair()
        loop = asyncio.get_running_loop()

        def stop() -> None:
            loop.remove_reader(woken)
            woken.close()
            self.server.stop()

        loop.add_reader(woken, stop)
        with waker:
            waker.send(b".")  # so it is ready before the listener is, and called before that
        self.late = socket.create_connection(self.address, SECONDS)
        self.late.sendall(REQUEST)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class Slow:
    """An app whose start-up takes as long as it is let."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.begins, self.may_end = threading.Event(), threading.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "lifespan"
        while "lifespan.shutdown" not in self.heard:
            self.heard.append((await receive())["type"])
            self.begins.set()
            await asyncio.to_thread(self.may_end.wait, SECONDS)
            await send({"type": f"{self.heard[-1]}.complete"})


def test_who_is_stopped_while_the_app_starts_leaves_the_queue_to_the_next() -> None:
    with closing(listen("127.0.0.1", [0])) as listener:
        listener.settimeout(SECONDS)
        own = socket.socket(fileno=os.dup(listener.fileno()))
        app = Slow()
        server = AsgiServer(app, own, Terms(lambda: None))
        thread = threading.Thread(target=server.run)
        thread.start()
        assert app.begins.wait(SECONDS)
        with closing(socket.create_connection(listener.getsockname(), SECONDS)) as client:
            client.sendall(REQUEST)
            server.stop()
            app.may_end.set()
            thread.join(SECONDS)
            with listener.accept()[0] as accepted:
                assert accepted.recv(len(REQUEST)) == REQUEST
    assert app.heard == ["lifespan.startup", "lifespan.shutdown"]


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_a_connection_of_the_last_moment_is_passed_on(
    monkeypatch: pytest.MonkeyPatch, loop: str
) -> None:
    if loop == "asyncio":
        monkeypatch.setitem(sys.modules, "uvloop", None)  # uvicorn takes it where there is one
    else:
        pytest.importorskip("uvloop")
    passed = set()

    def pass_on(descriptor: int) -> bool:
        with socket.socket(fileno=os.dup(descriptor)) as connection:
            passed.add(connection.getpeername())
        return True

    ready = threading.Event()
    with closing(listen("127.0.0.1", [0])) as listener:
        app = Racing(listener)
        own = socket.socket(fileno=os.dup(listener.fileno()))
        app.server = AsgiServer(app, own, Terms(ready.set, pass_on=pass_on))
        thread = threading.Thread(target=app.server.run)
        thread.start()
        assert ready.wait(SECONDS)
        with closing(socket.create_connection(app.address, SECONDS)) as first:
            first.sendall(REQUEST)
            thread.join(SECONDS)
        assert not thread.is_alive()
    with app.late as late:
        assert late.getsockname() in passed
