"""Both servers serve, stop in order, and end the process whatever still runs."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest

PROGRAM = """
import atexit, sys, threading, time
from debugpage.server.listen import listen
from debugpage.server.serve import Terms, make_server, serve

def answer(path):
    if path == "/stuck":
        threading.Thread(target=threading.Event().wait).start()
        print("stuck", flush=True)
        threading.Event().wait()
    if path == "/slow":
        print("slow", flush=True)
        time.sleep(0.5)
    return path.encode()

async def asgi(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            what = (await receive())["type"]
            print(what, flush=True)
            await send({"type": what + ".complete"})
            if what == "lifespan.shutdown":
                return
    import asyncio
    body = await asyncio.to_thread(answer, scope["path"])
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})

def wsgi(environ, start_response):
    body = answer(environ["PATH_INFO"])
    start_response("200 OK", [])
    return [body]

listener = listen("127.0.0.1", [0])
port = listener.getsockname()[1]
atexit.register(print, "at exit", flush=True)
terms = Terms(lambda: print(port, flush=True))
serve(make_server(globals()[sys.argv[1]], sys.argv[1], listener, terms))
print("ended", flush=True)
"""


class Running:
    """The program in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout
        self.process, self.lines = process, process.stdout
        self.port = int(self.line_after("lifespan.startup"))

    def line_after(self, skipped: str) -> str:
        line = self.lines.readline().strip()
        return self.lines.readline().strip() if line == skipped else line

    def ask(self, path: str) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), 20)
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        return connection


@contextmanager
def running(interface: str) -> Iterator[Running]:
    command = [sys.executable, "-c", PROGRAM, interface]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield Running(process)
        finally:
            process.kill()


@pytest.fixture(params=["asgi", "wsgi"])
def server(request: pytest.FixtureRequest) -> Iterator[Running]:
    with running(request.param) as server:
        yield server


def connects(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 20).close()
    except ConnectionError:  # refused, or reset where it was queued at the end
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_under_way_is_answered_and_all_exits_run(
    server: Running, number: Literal[signal.Signals.SIGINT, signal.Signals.SIGTERM]
) -> None:
    with server.ask("/slow") as connection:
        assert server.lines.readline() == "slow\n"
        server.process.send_signal(number)
        answer = b"".join(iter(lambda: connection.recv(1000), b""))
    assert b"200 OK" in answer
    assert b"/slow" in answer
    rest = server.lines.read().split("\n")
    assert [line for line in rest if not line.startswith("lifespan")] == ["ended", "at exit", ""]
    assert server.process.wait(20) == 0


def test_an_app_is_told_of_the_shutdown() -> None:
    with running("asgi") as server:
        server.process.send_signal(signal.SIGTERM)
        assert server.lines.readline() == "lifespan.shutdown\n"


def test_no_connection_is_accepted_once_it_was_asked_to_stop(server: Running) -> None:
    with server.ask("/slow"):
        assert server.lines.readline() == "slow\n"
        server.process.send_signal(signal.SIGTERM)
        while connects(server.port):
            pass


def test_the_process_ends_though_code_in_it_never_comes_back(server: Running) -> None:
    with server.ask("/stuck"):
        assert server.lines.readline() == "stuck\n"
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=20) == 0
    assert server.process.stderr
    assert "KeyboardInterrupt" not in server.process.stderr.read()
