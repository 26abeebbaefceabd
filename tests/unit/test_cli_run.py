"""What `debugpage run` says to those who ask for what cannot be had."""

import os
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from debugpage.cli import main
from debugpage.server.listen import PortTakenError, listen


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("FLASK_APP", "DEBUGPAGE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*arguments: str, **environ: str) -> Result:
    return CliRunner().invoke(main, ["run", "--port", "0", *arguments], env=environ)


def said(result: Result) -> str:
    return " ".join(result.output.replace("│", " ").split())


@pytest.mark.parametrize(
    ("arguments", "status", "text"),
    [
        ([], 1, "There is none of app.py, wsgi.py, asgi.py, main.py in"),
        (
            ["no such"],
            1,
            "'no such' is no target: it takes module:name, module:factory() or a file",
        ),
        (["missing/app.py"], 1, "There is no file"),
        (["--port", "70000"], 2, "70000 is not in the range 0<=x<=65535"),
        (["--port", "http"], 2, "'http' is not a valid integer range"),
        (["--interface", "cgi"], 2, "'cgi' is not one of 'wsgi', 'asgi'"),
        (["--reload-by", "magic"], 2, "'magic' is not one of 'auto', 'fork', 'spare', 'cold'"),
        (["--watch", "missing"], 2, "Directory 'missing' does not exist"),
        (["--env-file", "missing"], 2, "File 'missing' does not exist"),
        (["--workers", "0"], 2, "0 is not in the range 1<=x<=64"),
        (["--host", "192.0.2.1"], 1, "Cannot listen on 192.0.2.1"),
        (["--host", "no.such.name.invalid"], 1, "Cannot listen on no.such.name.invalid"),
        (["--no-such-option"], 2, "No such option"),
        (["one:app", "two:app"], 2, "unexpected extra argument"),
    ],
)
def test_what_cannot_be_had_is_told(arguments: list[str], status: int, text: str) -> None:
    result = run(*arguments)
    assert text in said(result)
    assert result.exit_code == status
    assert "Traceback" not in result.output


def test_a_variable_of_ours_that_is_wrong_is_told_at_once(empty_folder: Path) -> None:
    (empty_folder / "app.py").touch()
    (empty_folder / ".env").write_text("DEBUGPAGE_MINUTES=soon")
    result = run()
    assert result.exit_code == 1
    assert "'minutes' takes a whole number" in said(result)


def test_forking_is_refused_where_it_is_not_to_be_had(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_folder / "app.py").touch()
    monkeypatch.setattr("debugpage.server.prepare.can_fork", lambda: False)
    result = run("--reload-by", "fork")
    assert result.exit_code == 1
    assert "--reload-by fork takes Linux 5.3 or newer; use spare or auto." in said(result)


def test_a_port_that_is_taken_names_who_has_it_and_one_that_is_free(empty_folder: Path) -> None:
    (empty_folder / "app.py").touch()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = run("--port", str(port))
    assert result.exit_code == 1
    assert f"(process {os.getpid()}) has it" in said(result)
    assert f"Port {port} is in use" in said(result)
    assert "is free." in said(result)


def test_after_the_last_port_any_other_is_named(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def listen_elsewhere(host: str, ports: list[int]) -> socket.socket:
        if ports == [65535]:
            raise PortTakenError
        assert ports == [0]
        return listen(host, ports)

    (empty_folder / "app.py").touch()
    monkeypatch.setattr("debugpage.server.listen.listen", listen_elsewhere)
    result = run("--port", "65535")
    assert result.exit_code == 1
    assert "is free." in said(result)
