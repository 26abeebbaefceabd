"""Who is at the other end: real connections by this process, other programs, users, a browser."""

import os
import shutil
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debugpage.console import connection
from debugpage.console.connection import Ends, _ask_kernel, _look_in_table, _Pair, far_socket
from debugpage.console.peer import UNKNOWN, Owner, Whose, owner_of
from debugpage.console.program import is_browser, program_holding
from debugpage.exchange import Peer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who it is")

PYTHON = Path(sys.executable).resolve().name
ANOTHER_USER = 1
SECONDS = 30
CLIENT = """
import encodings.idna, os, socket, sys
os.setuid(int(sys.argv[4]))  # only now: another user may not be let to this Python
with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as client:
    exec(sys.argv[3])
    sys.stdin.read()
"""


@pytest.fixture(params=["127.0.0.1", "::1"])
def listener(request: pytest.FixtureRequest) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.create_server((request.param, 0), family=family) as listener:
        listener.settimeout(SECONDS)
        yield listener


def accepted(listener: socket.socket) -> tuple[socket.socket, Peer]:
    connection, far = listener.accept()
    near = connection.getsockname()
    return connection, Peer(far[0], far[1], near[0], near[1])


@contextmanager
def client_of(
    listener: socket.socket, then: str = "", user: int | None = None
) -> Iterator[tuple[socket.socket, Peer]]:
    """Let a Python of its own connect and do `then`; it stays until the end."""
    host, port = listener.getsockname()[:2]
    uid = str(os.geteuid() if user is None else user)
    command = [sys.executable, "-I", "-c", CLIENT, host, str(port), then, uid]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        connection, peer = accepted(listener)
        with connection:
            yield connection, peer
    finally:
        process.communicate(timeout=SECONDS)


def until(condition: Callable[[], bool]) -> None:
    """Wait for what another process does to arrive here."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_this_process_is_no_browser(listener: socket.socket) -> None:
    with closing(socket.create_connection(listener.getsockname()[:2])):
        connection, peer = accepted(listener)
        with connection:
            assert owner_of(peer) == Owner(Whose.A_PROGRAMS, PYTHON)


def test_another_python_is_a_program(listener: socket.socket) -> None:
    with client_of(listener) as (_, peer):
        assert owner_of(peer) == Owner(Whose.A_PROGRAMS, PYTHON)


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")
def test_curl_is_a_program(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    process = subprocess.Popen(["curl", "-s", "--globoff", address])
    connection, peer = accepted(listener)
    with connection:
        assert owner_of(peer) == Owner(Whose.A_PROGRAMS, "curl")
    process.wait(SECONDS)


as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be another user"
)


@as_root
@pytest.mark.parametrize("user", [ANOTHER_USER, 65534])
def test_another_user_is_told_apart(listener: socket.socket, user: int) -> None:
    with client_of(listener, user=user) as (_, peer):
        assert owner_of(peer) == Owner(Whose.ANOTHER_USERS)


@as_root
def test_another_user_who_says_no_more_but_reads_on_is_told_apart(listener: socket.socket) -> None:
    with client_of(listener, "client.shutdown(socket.SHUT_WR)", ANOTHER_USER) as (near, peer):
        assert near.recv(1) == b""
        assert owner_of(peer) == Owner(Whose.ANOTHER_USERS)


@pytest.mark.parametrize(
    "then",
    ["client.shutdown(socket.SHUT_WR)", "client.close()", "client.shutdown(socket.SHUT_RDWR)"],
)
def test_an_end_that_closes_is_unknown(listener: socket.socket, then: str) -> None:
    with client_of(listener, then) as (near, peer):
        assert near.recv(1) == b""
        assert owner_of(peer) == UNKNOWN


def test_a_reset_end_is_unknown(listener: socket.socket) -> None:
    client = socket.create_connection(listener.getsockname()[:2])
    connection, peer = accepted(listener)
    with connection:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        until(lambda: owner_of(peer) == UNKNOWN)


def test_an_ipv4_client_of_a_server_for_both_families() -> None:
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as listener:
        port = listener.getsockname()[1]
        with closing(socket.create_connection(("127.0.0.1", port))):
            connection, peer = accepted(listener)
            with connection:
                assert peer.host == "::ffff:127.0.0.1"
                assert owner_of(peer).whose is Whose.A_PROGRAMS
                assert owner_of(peer._replace(server_host="::")).whose is Whose.A_PROGRAMS


@pytest.mark.parametrize("told", [None, "", "0.0.0.0", "::", "localhost", "my-laptop.local"])
def test_a_server_that_does_not_tell_its_own_address(
    listener: socket.socket, told: str | None
) -> None:
    with client_of(listener) as (_, peer):
        assert owner_of(peer._replace(server_host=told)).whose is Whose.A_PROGRAMS


@pytest.mark.parametrize("told", ["10.0.0.9", "127.0.0.2", "fe80::1", "1.2.3"])
def test_a_server_at_another_address_has_another_connection(
    listener: socket.socket, told: str
) -> None:
    with client_of(listener) as (_, peer):
        assert owner_of(peer._replace(server_host=told)) == UNKNOWN


def test_the_two_ways_to_ask_agree(listener: socket.socket) -> None:
    with client_of(listener) as (_, peer):
        ends = ends_of(peer)
        told = far_socket(ends)
        assert told is not None
        assert told.uid == os.geteuid()
        assert told.is_established
        assert _look_in_table(_Pair.of(ends)) == told == _ask_kernel(_Pair.of(ends))


def test_the_table_is_read_where_the_kernel_does_not_answer(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: _Pair) -> None:
        raise PermissionError

    with client_of(listener) as (_, peer):
        told = far_socket(ends_of(peer))
        monkeypatch.setattr(connection, "_ask_kernel", refuse)
        assert far_socket(ends_of(peer)) == told
        assert owner_of(peer) == Owner(Whose.A_PROGRAMS, PYTHON)


def test_the_table_is_not_read_for_what_the_kernel_knows_to_be_gone(
    listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: _Pair) -> None:
        raise AssertionError

    monkeypatch.setattr(connection, "_look_in_table", fail)
    client = socket.create_connection(listener.getsockname()[:2])
    near, peer = accepted(listener)
    with near:
        client.close()
        assert near.recv(1) == b""
        until(lambda: far_socket(ends_of(peer)) is None)


def ends_of(peer: Peer) -> Ends:
    assert peer.host
    assert peer.port
    assert peer.server_host
    assert peer.server_port
    return Ends((peer.host, peer.port), (peer.server_host, peer.server_port))


def test_a_listener_is_no_connection(listener: socket.socket) -> None:
    """The kernel answers a query for a port of a listener with that listener."""
    host, port = listener.getsockname()[:2]
    assert owner_of(Peer(host, port, host, 1)) == UNKNOWN


def test_another_pair_of_ports_is_another_connection(listener: socket.socket) -> None:
    with client_of(listener) as (_, peer):
        assert peer.server_port
        assert peer.port
        assert owner_of(peer._replace(server_port=peer.server_port - 1)) == UNKNOWN
        assert owner_of(Peer(peer.server_host, peer.server_port, peer.host, 1)) == UNKNOWN


def test_a_socket_that_nobody_holds_has_no_program() -> None:
    assert program_holding(2**40) is None


texts = st.one_of(st.none(), st.sampled_from(["", "127.0.0.1", "::1", "::", "[::1]"]), st.text())
ports = st.one_of(st.none(), st.integers(-5, 2**17))


@given(texts, ports, texts, ports)
def test_nothing_makes_it_raise(
    host: str | None, port: int | None, server_host: str | None, server_port: int | None
) -> None:
    assert owner_of(Peer(host, port, server_host, server_port)).whose is not Whose.A_BROWSERS


@pytest.mark.parametrize(
    "name",
    [
        *("chromium", "chromium-browser", "chrome", "google-chrome-beta", "headless_shell"),
        *("brave", "msedge", "microsoft-edge-dev", "vivaldi-bin", "opera", "firefox"),
        *("firefox-esr", "librewolf", "zen", "zen-bin", "waterfox", "epiphany", "falkon"),
        *("WebKitNetworkProcess", "QtWebEngineProcess"),
    ],
)
def test_browsers_are_known(name: str) -> None:
    assert is_browser(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", "curl", "python3.11", "sshd", "ssh", "code", "node", "chromedriver", "geckodriver"),
        *("cloudflared", "ngrok", "socat", "chrome-tunnel", "my-firefox", "firefox.py", "Chrome"),
        *("java", "electron", "devtunnel", "docker-proxy", "chrome_crashpad_handler"),
    ],
)
def test_what_only_looks_like_a_browser_is_none(name: str) -> None:
    assert not is_browser(name)


def test_the_check_is_quick(listener: socket.socket) -> None:
    """Bounded well above what is measured, 0.1 to 3 ms, so that a busy machine does not fail it."""
    with client_of(listener) as (_, peer):
        times = []
        for _ in range(20):
            begin = time.perf_counter()
            owner_of(peer)
            times.append(time.perf_counter() - begin)
        assert sorted(times)[10] < 0.05
