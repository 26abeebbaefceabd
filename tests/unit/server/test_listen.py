"""Listening on a port that is free, and naming it as a browser does."""

import errno
import socket
from contextlib import closing

import pytest

from debugpage.server.listen import PortTakenError, _Listener, address_of, listen


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


LOOPBACKS = [("127.0.0.1", "::1"), ("::1", "127.0.0.1")]


@pytest.mark.parametrize(("host", "other"), LOOPBACKS)
def test_nobody_else_can_listen_at_the_other_loopback(host: str, other: str) -> None:
    with closing(listen(host, [0])) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            server_on(other, port)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((other, port), 5)


@pytest.mark.parametrize(("host", "other"), LOOPBACKS)
def test_a_port_that_is_taken_at_the_other_loopback_is_taken(host: str, other: str) -> None:
    with closing(server_on(other, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError):
            listen(host, [port])


def test_any_port_is_one_that_is_free_at_the_other_loopback_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    takes = iter([True, True, False])
    keep_other_shut = _Listener.keep_other_shut

    def keep(listener: _Listener) -> None:
        if next(takes, False):  # in earnest, it may be taken, too
            raise OSError(errno.EADDRINUSE, "in use")
        keep_other_shut(listener)

    monkeypatch.setattr(_Listener, "keep_other_shut", keep)
    listen("127.0.0.1", [0]).close()
    assert not [*takes]


def server_on(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)
