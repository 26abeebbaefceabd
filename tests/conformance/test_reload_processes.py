"""Whatever is ended, and however: nothing is left behind, and what should go on does."""

import os
import pty
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.reloading import (
    Development,
    Log,
    asgi,
    developing,
    environment,
    parent_of,
    wait_until,
)

PID = asgi("os.getpid()", "import os")
WAYS = ["fork", "spare", "cold"]
PROCESSES = {"fork": 4, "spare": 3, "cold": 2}
"""How many there are when all is prepared."""


@contextmanager
def prepared(folder: Path, way: str, app: str = PID) -> Iterator[Development]:
    with developing(folder, "--reload-by", way, app=app) as server:
        server.get()
        wait_until(lambda: len(server.processes()) >= PROCESSES[way])
        yield server


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_nothing_outlives_the_parent(tmp_path: Path, way: str, number: int) -> None:
    with prepared(tmp_path, way) as server:
        server.process.send_signal(number)
        assert server.process.wait(5) == (-9 if number == signal.SIGKILL else 0)
        wait_until(lambda: not server.processes(), 5)


def roles(server: Development) -> dict[str, int]:
    """Return the processes of a prepared server that forks, by what they do."""
    serving = int(server.get().text)
    others = [pid for pid in server.processes() if pid not in (server.process.pid, serving)]
    forked = [pid for pid in others if parent_of(pid) in others]
    return {
        "serving": serving,
        "zygote": parent_of(forked[0]) if forked else others[0],
        "standby": forked[0] if forked else others[-1],
    }


@pytest.mark.parametrize("role", ["zygote", "standby"])
def test_what_is_prepared_may_be_killed(tmp_path: Path, role: str) -> None:
    with prepared(tmp_path, "fork") as server:
        pids = roles(server)
        os.kill(pids[role], signal.SIGKILL)
        wait_until(lambda: not Path(f"/proc/{pids[role]}").exists())
        assert int(server.get().text) == pids["serving"]
        server.write(asgi("'one'"))
        server.wait_for("one")
        wait_until(lambda: len(server.processes()) >= PROCESSES["fork"])
        server.write(asgi("'two'"))
        server.wait_for("two")
        server.end()
        assert not server.processes()


def test_a_process_is_missed_also_when_its_zygote_is_gone(tmp_path: Path) -> None:
    with prepared(tmp_path, "fork") as server:
        server.write(f"{PID}# forked")
        server.log.wait_for("Ready in.*\n(?s:.*)Ready in")
        wait_until(lambda: len(server.processes()) >= PROCESSES["fork"])
        pids = roles(server)
        os.kill(pids["zygote"], signal.SIGKILL)
        wait_until(lambda: not Path(f"/proc/{pids['zygote']}").exists())
        os.kill(pids["serving"], signal.SIGKILL)
        server.wait_for_error("The process that served the app ended")


def test_a_spare_may_be_killed(tmp_path: Path) -> None:
    with prepared(tmp_path, "spare") as server:
        serving = int(server.get().text)
        (spare,) = set(server.processes()) - {serving, server.process.pid}
        os.kill(spare, signal.SIGKILL)
        wait_until(lambda: not Path(f"/proc/{spare}").exists())
        server.write(asgi("'one'"))
        server.wait_for("one")


HANGS = """
import threading, time
def hang():
    print("hangs", flush=True)
    while True:
        time.sleep(1)
"""


def test_code_that_never_comes_back_ends_with_the_parent(tmp_path: Path) -> None:
    with developing(tmp_path, app=asgi("hang", HANGS)) as server:
        connection = server.connect()
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        server.log.wait_for("hangs")
        server.process.kill()
        wait_until(lambda: not server.processes(), 8)
        connection.close()


def test_a_second_signal_ends_at_once(tmp_path: Path) -> None:
    with developing(tmp_path, app=asgi("hang", HANGS)) as server:
        connection = server.connect()
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        server.log.wait_for("hangs")
        server.process.send_signal(signal.SIGINT)
        server.process.send_signal(signal.SIGINT)
        began = time.monotonic()
        while server.process.poll() is None:
            server.process.send_signal(signal.SIGINT)
            time.sleep(0.01)
        assert time.monotonic() - began < 1.5
        assert not server.processes()
        connection.close()


def distinct(server: Development, number: int, but: set[str]) -> set[str]:
    """Ask until so many distinct answers have come that were not given before."""
    found: set[str] = set()
    while len(found) < number:
        found |= {server.get().text} - but
    return found


def test_several_workers_serve_and_are_all_replaced(tmp_path: Path) -> None:
    with developing(tmp_path, "--workers", "3", app=PID) as server:
        first = distinct(server, 3, but=set())
        server.write(asgi("-os.getpid()", "import os"))
        second = distinct(server, 3, but=first)
        assert all(server.get().text in second for _ in range(20))
        wait_until(lambda: not first & {str(pid) for pid in server.processes()})


class Terminal:
    """A terminal with a development server in it, in a session of its own."""

    def __init__(self, folder: Path, app: str, *options: str) -> None:
        (folder / "app.py").write_text(app)
        self.control, theirs = pty.openpty()
        self.modes = termios.tcgetattr(self.control)
        command = [sys.executable, "-m", "debugpage", "run", "--port", "0", *options]
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment(folder), "TERM": "xterm", "TEST_OF_RELOADING": str(folder)},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=take_terminal,
        )
        os.close(theirs)
        self.server = Development(self.process, Log(self.control), folder)
        self.server.mark = f"TEST_OF_RELOADING={folder}"

    def type(self, text: str) -> None:
        os.write(self.control, text.encode())


def take_terminal() -> None:
    import fcntl

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def terminals(tmp_path: Path) -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.server.end()
        os.close(terminal.control)


EXITS = """
import atexit
atexit.register(print, "ran at exit", flush=True)
"""


@pytest.mark.parametrize("way", WAYS)
def test_ctrl_c_in_a_terminal_ends_all_in_order(
    terminals: list[Terminal], tmp_path: Path, way: str
) -> None:
    terminal = Terminal(tmp_path, asgi("os.getpid()", f"import os\n{EXITS}"), "--reload-by", way)
    terminals.append(terminal)
    server = terminal.server
    server.get()
    wait_until(lambda: len(server.processes()) >= PROCESSES[way])
    terminal.type("\x03")
    assert terminal.process.wait(10) == 0
    wait_until(lambda: not server.processes(), 5)
    server.log.wait_for("ran at exit")
    assert termios.tcgetattr(terminal.control) == terminal.modes
    assert "Traceback" not in server.log.text


def test_start_up_is_in_colour_in_a_terminal(terminals: list[Terminal], tmp_path: Path) -> None:
    terminals.append(Terminal(tmp_path, PID))
    assert "\x1b[" in terminals[0].server.log.text


DEBUGS = """
def debug():
    value = 6 * 7
    breakpoint()
    return value
"""


@pytest.mark.parametrize("way", ["fork", "spare"])
def test_breakpoint_has_the_terminal(terminals: list[Terminal], tmp_path: Path, way: str) -> None:
    terminal = Terminal(tmp_path, asgi("'first'"), "--reload-by", way)
    terminals.append(terminal)
    server = terminal.server
    server.wait_for("first")
    wait_until(lambda: len(server.processes()) >= PROCESSES[way])
    server.write(asgi("debug", DEBUGS))
    server.log.wait_for(r"changed: restarting(?s:.*)Ready")
    connection = server.connect()
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    server.log.wait_for(r"\(Pdb\)")
    terminal.type("p 'it is', value\n")
    server.log.wait_for(r"\('it is', 42\)")
    terminal.type("continue\n")
    assert b"42" in connection.recv(1000) + connection.recv(1000)
    connection.close()
    connection = server.connect()
    connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    server.log.wait_for(r"42\)(?s:.*)\(Pdb\)(?s:.*)\(Pdb\)")
    terminal.type("\x03")
    assert terminal.process.wait(10) == 0
    assert termios.tcgetattr(terminal.control) == terminal.modes
    connection.close()
