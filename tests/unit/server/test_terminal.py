"""What the development server says, and when it is to say little."""

import io
import signal

import pytest

from debugpage.server.children import told_end
from debugpage.server.terminal import Terminal
from debugpage.server.watch import Need


@pytest.fixture
def terminal() -> Terminal:
    return Terminal(quiet=False)


def test_the_start_tells_the_address_and_facts(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.begins("http://127.0.0.1:8000/", {"app": "shop:app"})
    said = capsys.readouterr().err
    assert "Serving at http://127.0.0.1:8000/\n" in said
    assert "app:" in said
    assert "shop:app" in said


@pytest.mark.parametrize(
    ("need", "how"),
    [
        (Need.RESTART, "restarting\n"),
        (Need.COLD, "restarting from scratch\n"),
        (Need.INSTALLED, "restarting from scratch\n"),
    ],
)
def test_a_change_tells_how_it_is_followed(
    terminal: Terminal, capsys: pytest.CaptureFixture[str], need: Need, how: str
) -> None:
    terminal.changed(["/a.py", "/b.py", "/c.py", "/d.py", "/e.py"], need)
    assert capsys.readouterr().err == f"/a.py, /b.py, /c.py and 2 more changed: {how}"


def test_what_is_served_tells_its_interface(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.ready(1.5, "asgi")
    terminal.ready(0.02, "")
    assert capsys.readouterr().err == "Ready in 1,500 ms (ASGI)\nReady in 20 ms\n"


class Broken(io.StringIO):
    """Standard error whose reader has gone."""

    def write(self, _text: str) -> int:
        raise BrokenPipeError


def test_that_nobody_reads_is_no_fault(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", Broken())
    terminal.begins("http://127.0.0.1:8000/", {})
    terminal.crashed("ended")


def test_quiet_tells_what_went_wrong_alone(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(quiet=True)
    terminal.begins("http://127.0.0.1:8000/", {})
    terminal.changed(["/a.py"], Need.RESTART)
    terminal.ready(0.1, "wsgi")
    terminal.left_out("lib", "starts a thread")
    assert capsys.readouterr().err == ""
    terminal.not_loaded("SyntaxError: invalid syntax")
    terminal.crashed("was ended by SIGSEGV")
    assert capsys.readouterr().err == (
        "The app cannot be loaded: SyntaxError: invalid syntax\n"
        "The process that served the app was ended by SIGSEGV.\n"
    )


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (0, "ended with exit code 0"),
        (7, "ended with exit code 7"),
        (-signal.SIGSEGV, "was ended by SIGSEGV"),
        (-250, "was ended by signal 250"),
        (None, "ended"),
    ],
)
def test_an_end_is_told_by_its_status(status: int | None, text: str) -> None:
    assert told_end(status) == text
