"""`debugpage errors`: the list at a terminal, and one report in every form."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from debugpage.cli import main
from debugpage.history.database import Database, Kept
from debugpage.history.packed import packed
from debugpage.history.place import history_file
from debugpage.render.listing import line_of
from tests import reports

WORKER = "0123456789abcdef"


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's folder, which is the working directory; the history is empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    folder = tmp_path / "shop"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def keep(end: str, project: Path, ago: float = 0) -> None:
    """Keep an error whose id ends so."""
    name = f"{WORKER}-{end:0<32}"
    report = reports.plain()._replace(id=name, time=time.time() - ago)
    kept = Kept(line_of(report), str(project), 8000, False, packed(report))
    Database(history_file()).add([kept])


def run(*arguments: str, color: bool = False) -> Result:
    return CliRunner().invoke(main, ["errors", *arguments], color=color)


def test_the_errors_of_the_project_newest_first(shop: Path, tmp_path: Path) -> None:
    keep("aaaa1111", shop, 60)
    keep("bbbb2222", shop)
    keep("cccc3333", tmp_path)
    result = run()
    first, second, third = result.stdout.splitlines()
    assert first.startswith("bbbb2222  ")
    assert first.endswith("  gone  KeyError: 'DE' ×2")  # noqa: RUF001 - times
    assert second.split() == ["POST", "/checkout", "·", "shop/tax.py:10", "·", "rate_for"]
    assert third.split()[:2] == ["before:", "aaaa1111"]
    assert "\x1b" not in result.stdout
    assert "\x1b[" in run(color=True).stdout


def test_those_of_all_projects_or_of_another(shop: Path, tmp_path: Path) -> None:
    keep("aaaa1111", shop)
    keep("cccc3333", tmp_path)
    everywhere = run("--all").stdout
    assert "aaaa1111" in everywhere
    assert f" · {tmp_path}" in everywhere
    assert "aaaa1111" not in run("--project", str(tmp_path)).stdout


def test_where_there_are_none_it_says_so_beside_the_list(shop: Path) -> None:
    result = run()
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"no errors of {shop}" in result.stderr


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("text", "Traceback"),
        ("markdown", "# `KeyError"),
        ("json", "{"),
        ("html", "<!doctype html>"),
    ],
)
def test_one_report_in_every_form(form: str, begins: str, shop: Path) -> None:
    keep("aaaa1111", shop)
    result = run("aaaa", "--format", form)
    assert result.exit_code == 0
    assert begins in result.stdout[:200]
    assert "KeyError" in result.stdout
    if form == "json":
        assert json.loads(result.stdout)["report"]["id"].endswith("aaaa1111" + 24 * "0")


def test_an_id_may_be_told_whole_or_by_either_beginning(shop: Path) -> None:
    keep("aaaa1111", shop)
    for name in (f"{WORKER}-aaaa1111{'0' * 24}", WORKER[:6], "aaaa1"):
        assert run(name).exit_code == 0


def test_what_is_unknown_or_not_clear_is_said(shop: Path) -> None:
    keep("aaaa1111", shop)
    keep("aaaa2222", shop)
    unknown, unclear = run("dddd"), run("aaaa")
    assert (unknown.exit_code, unclear.exit_code) == (1, 1)
    assert "No error called 'dddd' is kept" in unknown.stderr
    assert "'aaaa' may be any of 2 errors: aaaa1111, aaaa2222.\n" in unclear.stderr


def test_they_can_be_forgotten(shop: Path, tmp_path: Path) -> None:
    keep("aaaa1111", shop)
    keep("bbbb2222", shop)
    keep("cccc3333", tmp_path)
    assert run("--clear").stdout == "Forgot 2 errors.\n"
    assert run("--clear", "--all").stdout == "Forgot 1 error.\n"
    assert run("--clear", "aaaa").exit_code == 2


def test_a_history_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "caches").write_text("a file where the folder would be")
    result = run()
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr


def test_who_reads_a_part_alone_hears_no_complaint(shop: Path) -> None:
    keep("aaaa1111", shop)
    command = [sys.executable, "-m", "debugpage", "errors", "aaaa", "--format", "html"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
