"""The environment of an app: what is set wins over files, which are read anew each time."""

from pathlib import Path

import pytest

from debugpage.server.environ import Environ


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEBUGPAGE", "FLASK_DEBUG", "COLOUR"):
        monkeypatch.delenv(name, raising=False)


def test_files_are_read_anew_each_time(tmp_path: Path) -> None:
    environ = Environ(tmp_path)
    assert "COLOUR" not in environ()
    (tmp_path / ".env").write_text("COLOUR=blue")
    assert environ()["COLOUR"] == "blue"
    (tmp_path / ".env").write_text("COLOUR=green")
    assert environ()["COLOUR"] == "green"


def test_what_is_set_wins_over_files_and_env_over_flaskenv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLOUR", "red")
    (tmp_path / ".env").write_text("COLOUR=blue\nSIZE=small")
    (tmp_path / ".flaskenv").write_text("SIZE=large\nSHAPE=round")
    environ = Environ(tmp_path)()
    assert [environ[name] for name in ("COLOUR", "SIZE", "SHAPE")] == ["red", "small", "round"]


def test_a_file_of_a_folder_above_is_found(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / ".env").write_text("COLOUR=blue")
    assert Environ(tmp_path / "inner")()["COLOUR"] == "blue"


def test_a_file_that_was_named_is_read_alone(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("COLOUR=blue")
    (tmp_path / "test.env").write_text("SIZE=small")
    environ = Environ(tmp_path, tmp_path / "test.env")
    assert environ()["SIZE"] == "small"
    assert "COLOUR" not in environ()
    assert environ.files == (tmp_path / "test.env",)


@pytest.mark.parametrize(
    ("variables", "debug", "switch"),
    [
        ({}, None, "1"),
        ({}, False, "0"),
        ({"FLASK_DEBUG": "0"}, None, "0"),
        ({"FLASK_DEBUG": "0"}, True, "1"),
        ({"FLASK_DEBUG": "1"}, False, "0"),
        ({"DEBUGPAGE": "0"}, True, "0"),
        ({"DEBUGPAGE": "off"}, None, "0"),
        ({"DEBUGPAGE": "1", "FLASK_DEBUG": "no"}, None, "0"),
    ],
)
def test_debugpage_is_on_unless_somebody_says_no(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    debug: bool | None,
    switch: str,
) -> None:
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    assert Environ(tmp_path, debug=debug)()["DEBUGPAGE"] == switch


def test_flask_is_told_unless_it_was_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Environ(tmp_path)()["FLASK_DEBUG"] == "1"
    assert Environ(tmp_path, debug=False)()["FLASK_DEBUG"] == "0"
    monkeypatch.setenv("FLASK_DEBUG", "0")
    assert Environ(tmp_path, debug=True)()["FLASK_DEBUG"] == "0"
