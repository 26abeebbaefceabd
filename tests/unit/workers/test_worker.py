"""A worker asks another for what that has; what it cannot have, it tells why."""

import gc
import logging
import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NoReturn

import pytest

from debugpage.workers import listener, unix, worker
from debugpage.workers.channel import Channel
from debugpage.workers.message import MOST_BODY_BYTES, MOST_BYTES, TooLongError
from debugpage.workers.transport import Transport
from debugpage.workers.worker import (
    BUSY,
    REPLACED,
    RESTARTED,
    UNREACHABLE,
    Ended,
    NotServed,
    Unanswered,
)
from tests.unit.workers.desks import Desk, request

NewDesk = Callable[[], Desk]


def test_a_request_arrives_as_it_was_and_its_response_returns(new_desk: NewDesk) -> None:
    one, other = new_desk(), new_desk()
    other.worker.listen()
    asked = request(b"\x00\xff\ntext")
    answer = one.worker.ask(other.worker.name, asked)
    assert answer == (207, (("X-Served-By", other.worker.name),), asked.body[::-1])
    (arrived,) = other.asked
    for name in ("method", "scheme", "query", "headers", "peer", "root", "path", "proxied", "body"):
        assert getattr(arrived, name) == getattr(asked, name)


def test_many_can_ask_at_once(new_desk: NewDesk) -> None:
    one, other = new_desk(), new_desk()
    other.worker.listen()
    bodies = [f"{number}".encode() * number for number in range(60)]
    found = dict[bytes, bytes]()

    def ask(body: bytes) -> None:
        found[body] = one.worker.ask(other.worker.name, request(body)).body

    threads = [threading.Thread(target=ask, args=[body]) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {body: body[::-1] for body in bodies}


def test_so_many_are_answered_at_once_and_the_others_wait(
    new_desk: NewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "MOST_AT_ONCE", 2)
    one, other = new_desk(), new_desk()
    inside, go_on = threading.Semaphore(0), threading.Event()

    def wait() -> None:
        inside.release()
        assert go_on.wait(20)

    other.before = wait
    other.worker.listen()
    threads = [
        threading.Thread(target=one.worker.ask, args=[other.worker.name, request()])
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    assert inside.acquire(timeout=20)
    assert inside.acquire(timeout=20)
    assert not inside.acquire(timeout=0.1)
    go_on.set()
    for thread in threads:
        thread.join()
    assert len(other.asked) == 5


def test_who_never_listened_has_ended(new_desk: NewDesk) -> None:
    one, other = new_desk(), new_desk()
    with pytest.raises(Ended, match="worker process") as ended:
        one.worker.ask(other.worker.name, request())
    assert str(ended.value) == REPLACED


def test_who_was_of_another_server_ended_with_that(new_desk: NewDesk) -> None:
    with pytest.raises(Ended, match="restarted") as ended:
        new_desk().worker.ask("0" * 16, request())
    assert str(ended.value) == RESTARTED


def test_what_is_left_of_a_killed_worker_is_removed(
    new_desk: NewDesk, transport: Transport, folder: Path
) -> None:
    transport.listen(folder, "0" * 16).close()
    (left,) = folder.iterdir()
    with pytest.raises(Ended):
        new_desk().worker.ask("0" * 16, request())
    assert not left.exists()


def test_who_does_not_answer_in_time_is_busy(
    new_desk: NewDesk, transport: Transport, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SECONDS", 0.1)
    with (
        transport.listen(folder, "0" * 16),
        pytest.raises(Unanswered) as unanswered,
    ):
        new_desk().worker.ask("0" * 16, request())
    assert str(unanswered.value) == BUSY


def test_who_has_too_many_waiting_is_busy(folder: Path) -> None:
    desk = Desk(unix, folder)
    with unix.listen(folder, "0" * 16), ExitStack() as waiting:
        with suppress(BlockingIOError):
            while True:
                waiting.enter_context(unix.connect(folder, "0" * 16, 5))
        with pytest.raises(Unanswered) as unanswered:
            desk.worker.ask("0" * 16, request())
    assert str(unanswered.value) == BUSY


def fail(*_: object) -> NoReturn:
    raise ArithmeticError("of the desk")


def test_who_fails_to_answer_is_not_said_to_have_ended(
    new_desk: NewDesk, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = new_desk(), new_desk()
    other.before = fail
    other.worker.listen()
    with pytest.raises(Unanswered) as unanswered:
        one.worker.ask(other.worker.name, request())
    assert str(unanswered.value) == UNREACHABLE
    assert "ArithmeticError: of the desk" in caplog.text
    other.before = bool
    assert one.worker.ask(other.worker.name, request()).status == 207


def test_who_serves_something_else_says_so(new_desk: NewDesk) -> None:
    def refuse() -> NoReturn:
        raise NotServed

    one, other = new_desk(), new_desk()
    other.before = refuse
    other.worker.listen()
    with pytest.raises(NotServed):
        one.worker.ask(other.worker.name, request())


def test_a_body_is_cut_where_its_reader_still_sees_that_it_is_too_long(new_desk: NewDesk) -> None:
    one, other = new_desk(), new_desk()
    other.worker.listen()
    one.worker.ask(other.worker.name, request(b"x" * 1_000_000))
    assert len(other.asked[0].body) == MOST_BODY_BYTES + 1


def test_a_head_that_is_too_long_is_not_sent(new_desk: NewDesk) -> None:
    one, other = new_desk(), new_desk()
    other.worker.listen()
    with pytest.raises(TooLongError):
        one.worker.ask(other.worker.name, request(headers=[(b"cookie", b"x" * MOST_BYTES)]))
    assert not other.asked


@pytest.mark.parametrize(
    "sent",
    [b"", b"\xff", b"\xff\xff\xff\xff", b"\0\0\0\4null", b"\0\0\0\2{}", b"\0\0\0\3[\n]"],
    ids=["nothing", "a byte", "too long", "no object", "no kind", "no JSON"],
)
def test_noise_at_the_socket_does_no_harm(
    new_desk: NewDesk, transport: Transport, folder: Path, sent: bytes
) -> None:
    one, other = new_desk(), new_desk()
    other.worker.listen()
    with transport.connect(folder, other.worker.name, 5) as channel:
        channel.connection.sendall(sent)
        channel.connection.shutdown(socket.SHUT_WR)
        while channel.connection.recv(1_000):
            pass
    assert one.worker.ask(other.worker.name, request()).status == 207
    assert len(other.asked) == 1


@pytest.mark.parametrize("answer", [b"no message", b"null\n", b"\xff\n"])
def test_noise_from_another_process_is_no_answer(
    new_desk: NewDesk, transport: Transport, folder: Path, answer: bytes
) -> None:
    def answer_nonsense() -> None:
        connection, _ = listening.accept()
        with transport.admit(folder, "0" * 16, Channel(connection, 5)) as channel:
            channel.receive(MOST_BYTES)
            channel.send(answer)

    with transport.listen(folder, "0" * 16) as listening:
        thread = threading.Thread(target=answer_nonsense)
        thread.start()
        with pytest.raises(Unanswered) as unanswered:
            new_desk().worker.ask("0" * 16, request())
        thread.join()
    assert str(unanswered.value) == UNREACHABLE


def test_a_worker_that_is_let_go_leaves_nothing(
    new_desk: NewDesk, transport: Transport, folder: Path
) -> None:
    before = threading.enumerate()
    desk = new_desk()
    desk.worker.listen()
    assert [path.name for path in folder.iterdir()] == [desk.worker.name + transport.SUFFIX]
    threads = [one for one in threading.enumerate() if one not in before]
    assert threads
    del desk
    gc.collect()
    assert not list(folder.iterdir())
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()


def test_where_no_folder_is_private_a_worker_is_alone_and_says_why(
    transport: Transport, caplog: pytest.LogCaptureFixture
) -> None:
    def no_folder() -> NoReturn:
        raise PermissionError("/run/x belongs to another user")

    desk = Desk(transport, Path())
    desk.worker._folder = no_folder
    with caplog.at_level(logging.WARNING):
        desk.worker.listen()
        desk.worker.listen()
    assert caplog.text.count("/run/x belongs to another user") == 1
    with pytest.raises(Unanswered):
        desk.worker.ask(desk.worker.name, request())
    with pytest.raises(Ended, match="restarted"):
        desk.worker.ask("0" * 16, request())
