"""The commands `approve` and `lock`, without a server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from debugpage.cli import main
from debugpage.console.unlock.challenges import Challenge, Challenges
from debugpage.console.unlock.sessions import Sessions
from debugpage.console.unlock.shelf import Folder
from tests.security.doors import private_folder

ORIGIN = "http://127.0.0.1:5000"


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with private_folder() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder.parent))
        yield folder


def begun(folder: Path, browser: str = "Firefox") -> Challenge:
    return Challenges(Folder(folder)).begin("172.17.0.1", browser, ORIGIN)


def test_the_one_that_waits_is_let_in_when_it_is_confirmed(folder: Path) -> None:
    challenge = begun(folder, "Fire\x1b[2Jfox")
    refused = CliRunner().invoke(main, ["approve"], input="n\n")
    assert refused.exit_code == 1
    assert not Challenges(Folder(folder)).is_approved(challenge.key, ORIGIN)
    approved = CliRunner().invoke(main, ["approve"], input="y\n")
    assert approved.exit_code == 0
    assert f"{challenge.label}  172.17.0.1  Fire⟨ESC⟩[2Jfox" in approved.output
    assert Challenges(Folder(folder)).is_approved(challenge.key, ORIGIN)
    assert challenge.code not in approved.output


def test_of_several_one_is_named(folder: Path) -> None:
    first, second = begun(folder), begun(folder)
    unnamed = CliRunner().invoke(main, ["approve"], input="y\n")
    assert unnamed.exit_code == 1
    assert first.label in unnamed.output
    assert CliRunner().invoke(main, ["approve", second.label.lower()]).exit_code == 0
    assert Challenges(Folder(folder)).is_approved(second.key, ORIGIN)
    assert not Challenges(Folder(folder)).is_approved(first.key, ORIGIN)


@pytest.mark.parametrize("arguments", [["approve"], ["approve", "ABCD"]])
def test_nobody_is_let_in_who_does_not_wait(folder: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "No browser" in result.output


def test_a_lock_tells_what_it_ended(folder: Path) -> None:
    Sessions(Folder(folder)).open(ORIGIN)
    result = CliRunner().invoke(main, ["lock"])
    assert result.output.startswith("Locked: 1 session ended, ")
    assert CliRunner().invoke(main, ["lock"]).output.startswith("Locked: 0 sessions ended, ")


@pytest.mark.parametrize("command", ["approve", "lock"])
def test_a_folder_that_others_can_read_is_not_used(folder: Path, command: str) -> None:
    folder.chmod(0o755)
    result = CliRunner().invoke(main, [command])
    assert result.exit_code == 1
    assert "no private folder" in result.output
