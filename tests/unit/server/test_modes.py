"""The terminal's modes are brought back where they were changed; without one, nothing happens."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")

PROGRAM = """
import sys, termios
from debugpage.server.modes import Modes
modes = Modes()
if sys.argv[1:]:
    changed = termios.tcgetattr(0)
    changed[3] &= ~termios.ECHO
    termios.tcsetattr(0, termios.TCSANOW, changed)
modes.restore()
print("restored")
"""


def run(stdin: int, *arguments: str) -> str:
    command = [sys.executable, "-c", PROGRAM, *arguments]
    return subprocess.run(
        command, stdin=stdin, capture_output=True, text=True, check=True, timeout=60
    ).stdout


@pytest.mark.parametrize("arguments", [[], ["change"]])
def test_a_terminal_is_left_as_it_was_found(arguments: list[str]) -> None:
    import pty
    import termios

    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    assert run(theirs, *arguments) == "restored\n"
    assert termios.tcgetattr(theirs) == before
    os.close(ours)
    os.close(theirs)


def test_without_a_terminal_nothing_is_done() -> None:
    assert run(subprocess.DEVNULL) == "restored\n"
