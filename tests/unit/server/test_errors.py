"""What the serving processes write to standard error is passed on, and its end is kept."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import time
import tty
from pathlib import Path

import pytest

from debugpage.server import errors

WRITER = """
import os, sys
is_terminal = sys.stderr.isatty()
print(is_terminal, tuple(os.get_terminal_size(2)) if is_terminal else "no size", file=sys.stderr)
for number in range(int(sys.argv[1])):
    print("line", number, file=sys.stderr)
"""
PROGRAM = """
import subprocess, sys
from debugpage.server.errors import Errors
errors = Errors()
subprocess.run([sys.executable, "-c", *sys.argv[1:]], stderr=errors.writer)
print(errors.last_lines())
errors.forget()
print([errors.last_lines()])
"""


def last_lines(number: int, stderr: int) -> list[str]:
    command = [sys.executable, "-c", PROGRAM, WRITER, str(number)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=stderr, text=True, check=True)
    return ran.stdout.splitlines()


def test_all_of_a_process_that_has_ended_is_there(tmp_path: Path) -> None:
    with (tmp_path / "errors").open("w+b") as file:
        assert last_lines(2, file.fileno()) == ["False no size", "line 0", "line 1", "['']"]
        file.seek(0)
        assert file.read().split() == b"False no size line 0 line 1".split()


def test_of_much_the_end_is_kept() -> None:
    lines = last_lines(20_000, subprocess.DEVNULL)
    assert lines[-2:] == ["line 19999", "['']"]
    assert len(lines) == 31


def test_a_terminal_stays_one_of_the_same_size() -> None:
    control, terminal = pty.openpty()
    tty.setraw(terminal)
    os.set_blocking(control, False)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 77, 0, 0))
    lines = last_lines(1, terminal)
    assert lines == ["True (77, 33)", "line 0", "['']"]
    assert os.read(control, 1000) == b"\n".join(line.encode() for line in lines[:2]) + b"\n"
    os.close(control)
    os.close(terminal)


def test_what_is_passed_on_slowly_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "_write", lambda _data: time.sleep(4 * errors.LATE_SECONDS))
    passing = errors.Errors()
    os.write(passing.writer, b"the last words\n")
    assert passing.last_lines() == "the last words"
    os.close(passing.writer)
