"""Messages arrive whole or not at all, bounded in length and, all in all, in time."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from debugpage.workers.channel import Channel


@pytest.fixture
def ends() -> Iterator[tuple[Channel, Channel]]:
    one, other = socket.socketpair()
    with Channel(one, 10) as first, Channel(other, 10) as second:
        yield first, second


def test_messages_keep_their_order_and_their_ends(ends: tuple[Channel, Channel]) -> None:
    one, other = ends
    sent = [b"", b"a", bytes(range(256)) * 4_000, b"\n"]

    def send() -> None:
        for message in sent:
            one.send(message)

    thread = threading.Thread(target=send)
    thread.start()
    assert [other.receive(2_000_000) for _ in sent] == sent
    thread.join()


def test_a_message_that_is_too_long_is_not_read(ends: tuple[Channel, Channel]) -> None:
    one, other = ends
    one.send(b"12345")
    with pytest.raises(ConnectionAbortedError, match="a message of 5 bytes, where 4 are taken"):
        other.receive(4)


@pytest.mark.parametrize("sent", [b"", b"\0\0", b"\0\0\0\5half"])
def test_half_a_message_is_none(ends: tuple[Channel, Channel], sent: bytes) -> None:
    one, other = ends
    one.connection.sendall(sent)
    one.connection.close()
    with pytest.raises(ConnectionResetError):
        other.receive(100)


def test_drop_by_drop_takes_no_longer(ends: tuple[Channel, Channel]) -> None:
    """Each byte comes in time, the message does not."""
    one, other = ends
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(0.02):
            one.connection.sendall(b"\0")

    thread = threading.Thread(target=drip)
    thread.start()
    begin = time.monotonic()
    with pytest.raises(TimeoutError):
        Channel(other.connection, 0.2)._exactly(1_000)
    stop.set()
    thread.join()
    assert time.monotonic() - begin < 2
