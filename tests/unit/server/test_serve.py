"""Listening on a port that is free, and naming it as a browser does."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from debugpage.server.serve import PortTakenError, address_of, listen


@pytest.fixture
def taken() -> "socket.socket":
    return socket.create_server(("127.0.0.1", 0))


def test_the_first_free_port_is_taken(taken: socket.socket) -> None:
    with closing(taken), closing(listen("127.0.0.1", [taken.getsockname()[1], 0])) as listener:
        assert listener.getsockname()[1] not in {0, taken.getsockname()[1]}


def test_no_free_port_is_an_error_that_names_them(taken: socket.socket) -> None:
    port = taken.getsockname()[1]
    with closing(taken), pytest.raises(PortTakenError, match=f"port {port} on 127.0.0.1 is in use"):
        listen("127.0.0.1", [port])


def test_an_address_of_another_machine_is_an_error_of_its_own() -> None:
    with pytest.raises(OSError, match="assign") as caught:
        listen("192.0.2.1", [0, 0])
    assert not isinstance(caught.value, PortTakenError)


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
def test_the_address_is_one_for_a_browser(host: str, shown: str) -> None:
    with closing(listen(host, [0])) as listener:
        assert address_of(listener) == f"http://{shown}:{listener.getsockname()[1]}/"


STUCK = """
import threading
from debugpage.server.serve import listen, serve

async def app(scope, receive, send):
    assert scope["type"] == "http"
    threading.Thread(target=threading.Event().wait).start()
    print("stuck", flush=True)
    threading.Event().wait()

listener = listen("127.0.0.1", [0])
serve(app, listener, lambda: print(listener.getsockname()[1], flush=True))
"""


@pytest.fixture
def stuck() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", STUCK]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        yield process
        process.kill()


def test_ctrl_c_ends_the_process_though_code_in_it_never_comes_back(
    stuck: "subprocess.Popen[str]",
) -> None:
    assert stuck.stdout
    assert stuck.stderr
    with socket.create_connection(("127.0.0.1", int(stuck.stdout.readline()))) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert stuck.stdout.readline() == "stuck\n"
        stuck.send_signal(signal.SIGINT)
        assert stuck.wait(timeout=20) == 0
    assert "Traceback" not in stuck.stderr.read()
