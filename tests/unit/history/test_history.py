"""A project's history: what its debugger asks of it, and that no fault of it reaches the app."""

import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from debugpage.history.history import FileHistory, NoHistory, flush
from debugpage.history.place import history_file
from debugpage.report import Report
from tests import reports


@pytest.fixture(autouse=True)
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    yield tmp_path
    flush(10)  # or the next test had it


def report(name: str = "a") -> Report:
    return reports.chained()._replace(id=name, time=time.time())


def test_what_is_kept_is_told_at_once() -> None:
    history = FileHistory("/shop")
    history.keep(report(), 8000, is_guest=False)
    (kept,) = history.errors()
    assert (kept.line.id, kept.port, kept.is_guest) == ("a", 8000, False)
    assert history.report("a") == report()._replace(time=kept.line.time)
    assert history.version()


def test_another_process_of_the_project_is_told_the_same() -> None:
    history = FileHistory("/shop")
    history.keep(report(), None, is_guest=True)
    assert history.errors() == FileHistory("/shop").errors() != []
    assert FileHistory("/other").errors() == []
    assert FileHistory("/other").report("a") is None


def test_who_wants_none_has_none(caches: Path) -> None:
    history = NoHistory()
    history.keep(report(), 8000, is_guest=False)
    assert (history.errors(), history.report("a"), history.version()) == ([], None, "")
    assert list(caches.iterdir()) == []


def test_where_it_cannot_be_kept_the_log_says_so_once(
    caches: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("debugpage.history.history._faults", set())
    caches.joinpath("debugpage").write_text("a file where the folder would be")
    with caplog.at_level(logging.WARNING, "debugpage"):
        for _ in range(3):
            history = FileHistory("/shop")
            history.keep(report(), 8000, is_guest=False)
            assert (history.errors(), history.report("a"), history.version()) == ([], None, "")
    assert len(caplog.messages) == 1
    assert "not kept" in caplog.messages[0]
    assert "history=False" in caplog.messages[0]


def test_a_report_that_cannot_be_read_is_none(caplog: pytest.LogCaptureFixture) -> None:
    from debugpage.history.database import Database, Kept
    from debugpage.render.listing import line_of

    Database(history_file()).add([Kept(line_of(report()), "/shop", None, False, '{"report": 3}')])
    with caplog.at_level(logging.WARNING, "debugpage"):
        assert FileHistory("/shop").report("a") is None
    assert "cannot be read" in caplog.text


def test_who_meets_an_error_does_not_wait_for_it() -> None:
    history, took = FileHistory("/shop"), []
    for number in range(20):
        one = report(f"{number}")
        begun = time.perf_counter()
        history.keep(one, 8000, is_guest=False)
        took.append(time.perf_counter() - begun)
    assert sorted(took)[10] < 0.001
    assert len(history.errors()) == 20


def test_neither_importing_nor_an_error_loads_sqlite() -> None:
    code = """
import debugpage, debugpage.wsgi, debugpage.debugger, sys
print("sqlite3" in sys.modules)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


def test_a_flood_of_guests_drowns_nothing_that_waits() -> None:
    history = FileHistory("/shop")
    history.keep(report("own"), 8000, is_guest=False)
    for number in range(200):
        history.keep(report(f"guest {number}"), 8000, is_guest=True)
    assert [kept.line.id for kept in history.errors() if not kept.is_guest] == ["own"]
