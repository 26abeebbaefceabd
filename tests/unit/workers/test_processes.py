"""What becomes of a worker's socket when its process ends, is killed, or forks."""

import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from debugpage.workers import loopback, unix
from debugpage.workers.channel import Channel
from debugpage.workers.message import MOST_ANSWER_BYTES, pack_request
from debugpage.workers.transport import Transport, has_ended, sweep
from tests.forks import code_of_child
from tests.unit.workers.desks import Desk, request

ROOT = Path(__file__).parents[3]
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be somebody else"
)

LISTEN = """
import os, sys, time
from pathlib import Path
from debugpage.workers import loopback, unix
from tests.unit.workers.desks import Desk
desk = Desk(globals()[sys.argv[1]], Path(sys.argv[2]))
desk.worker.listen()
print(desk.worker.name, flush=True)
"""


def run(transport: Transport, folder: Path, then: str) -> str:
    """Have a process listen, and do something else then; return its name after it has ended."""
    way = transport.__name__.rpartition(".")[2]  # type: ignore[attr-defined]  # they are modules
    done = subprocess.run(
        [sys.executable, "-c", LISTEN + then, way, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=30,
        check=False,
    )
    return done.stdout.strip()


def test_a_process_ends_by_itself_and_leaves_nothing(transport: Transport, folder: Path) -> None:
    assert run(transport, folder, "")
    assert not list(folder.iterdir())


def test_what_a_killed_process_leaves_is_swept_once_it_is_old(
    transport: Transport, folder: Path
) -> None:
    name = run(transport, folder, "os._exit(1)")
    (left,) = folder.iterdir()
    assert left.stem == name
    sweep(transport, folder)
    assert left.exists(), "it could have belonged to a process that was about to listen"
    os.utime(left, (0, 0))
    sweep(transport, folder)
    assert not left.exists()


def test_who_still_listens_is_not_swept(new_desk: Callable[[], Desk], folder: Path) -> None:
    one, other = new_desk(), new_desk()
    other.worker.listen()
    (path,) = folder.iterdir()
    os.utime(path, (0, 0))
    one.worker.listen()
    assert path.exists()
    assert one.worker.ask(other.worker.name, request()).status == 207


@needs_fork
def test_a_child_does_not_keep_the_socket_of_a_dead_parent(
    transport: Transport, folder: Path, tmp_path: Path
) -> None:
    # The child lives until a file says that all has been seen; the parent dies at once.
    end = tmp_path / "end"
    wait = f"""
if os.fork():
    os._exit(0)
os.close(1)
while not Path({str(end)!r}).exists():
    time.sleep(0.01)
os._exit(0)
"""
    try:
        name = run(transport, folder, wait)
        assert has_ended(transport, folder, name)
    finally:
        end.touch()


@needs_fork
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_child_is_another_worker_and_its_parent_stays(
    new_desk: Callable[[], Desk], transport: Transport, folder: Path
) -> None:
    one, parent = new_desk(), new_desk()
    parent.worker.listen()
    name, boot = parent.worker.name, parent.worker.boot
    assert code_of_child(lambda: _seen_by_child(parent, name, boot)) == 0
    assert (parent.worker.name, parent.worker.boot) == (name, boot)
    assert one.worker.ask(name, request()).status == 207
    assert (folder / (name + transport.SUFFIX)).exists()


def _seen_by_child(desk: Desk, name: str, boot: str) -> int:
    try:
        assert desk.worker.name != name
        assert desk.worker.boot != boot
        # The parent's socket is the parent's alone, and a socket of its own is its own.
        assert desk.worker.ask(name, request()).headers == (("X-Served-By", name),)
        desk.worker.listen()
        own = desk.worker.name
        assert desk.worker.ask(own, request()).headers == (("X-Served-By", own),)
    except BaseException:
        return 1
    return 0


@pytest.mark.skipif(sys.platform != "linux", reason="other systems fork in ways of their own")
def test_a_fork_that_python_was_not_told_of_is_noticed(folder: Path) -> None:
    desk = Desk(unix, folder)
    desk.worker.listen()
    name = desk.worker.name
    # Where another thread asks for the interpreter's lock just then, the child waits for ever.
    assert any(_is_noticed_in_child(desk, name) for _ in range(5))
    assert Desk(unix, folder).worker.ask(name, request()).status == 207


def _is_noticed_in_child(desk: Desk, name: str) -> bool:
    child = ctypes.PyDLL(None).fork()
    if not child:
        desk.worker._listener._end()  # type: ignore[union-attr]  # as at the end of a process
        os._exit(0 if desk.worker.name != name else 1)
    ended = os.pidfd_open(child)
    if not select.select([ended], [], [], 5)[0]:
        os.kill(child, signal.SIGKILL)
    os.close(ended)
    return not os.waitpid(child, 0)[1]


@needs_root
@needs_fork
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_another_user_is_refused_even_where_the_files_would_let_him_in() -> None:
    with tempfile.TemporaryDirectory() as name:  # below it the tests' own are closed to others
        folder = Path(name)
        desk = Desk(unix, folder)
        desk.worker.listen()
        (path,) = folder.iterdir()
        assert path.stat().st_mode & 0o777 == 0o600
        path.chmod(0o666)
        folder.chmod(0o711)
        assert code_of_child(lambda: _told_to_another_user(path)) == 0
        assert not desk.asked


def _told_to_another_user(path: Path) -> int:
    """Ask without minding who listens, and return 0 if that is told nothing."""
    try:
        os.setuid(12_345)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(str(path))
            return _told(connection)
    except BaseException:
        return 1


def _told(connection: socket.socket) -> int:
    with Channel(connection, 20) as channel:
        try:
            channel.send(pack_request(request()))
            return len(channel.receive(MOST_ANSWER_BYTES))
        except ConnectionError:
            return 0


def test_who_does_not_know_the_key_is_refused(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(loopback, folder)
    desk.worker.listen()
    (file,) = folder.iterdir()
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600
    port, _, key = file.read_text().partition(" ")
    (tmp_path / file.name).write_text(f"{port} {key[::-1]}")
    with pytest.raises(PermissionError, match="does not know the key"):
        loopback.connect(tmp_path, desk.worker.name, 5)
    assert not desk.asked


def test_who_cannot_prove_the_key_is_not_answered(folder: Path) -> None:
    desk = Desk(loopback, folder)
    desk.worker.listen()
    (file,) = folder.iterdir()
    port = int(file.read_text().partition(" ")[0])
    with Channel(socket.create_connection(("127.0.0.1", port)), 5) as channel:
        channel.send(b"n" * 32)
        proof = channel.receive(64)[32:]
        channel.send(proof)  # its own, said back to it
        channel.send(pack_request(request()))
        with pytest.raises(ConnectionError):
            channel.receive(MOST_ANSWER_BYTES)
    assert not desk.asked


def test_an_impostor_at_the_port_does_not_learn_what_is_asked(folder: Path) -> None:
    """The owner is dead, and somebody else has its port now: without the key it gets nothing."""
    got = list[bytes]()

    def pretend() -> None:
        connection, _ = impostor.accept()
        with connection:
            got.append(connection.recv(1_000))
            connection.sendall(b"\0\0\0\x40" + b"x" * 64)
            got.append(connection.recv(1_000))

    with socket.create_server(("127.0.0.1", 0)) as impostor:
        (folder / f"{'0' * 16}.port").write_text(f"{impostor.getsockname()[1]} {'ab' * 32}")
        thread = threading.Thread(target=pretend)
        thread.start()
        begin = time.monotonic()
        with pytest.raises(PermissionError, match="does not know the key"):
            loopback.connect(folder, "0" * 16, 5)
        thread.join()
    assert time.monotonic() - begin < 5
    assert [len(piece) for piece in got] == [36, 0]  # a length and random bytes, and no more
