"""The history's file: private, bounded, shared by processes, and begun anew where it is none."""

import logging
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from debugpage.history.database import MOST_REPORTS, Database, Kept
from debugpage.history.packed import packed, unpacked
from debugpage.history.place import NAME
from debugpage.render.listing import line_of
from tests import reports

DAY = 24 * 3600.0
NOW = 1_800_000_000.0


def kept(name: str, time: float = NOW, project: str = "/shop", *, is_guest: bool = False) -> Kept:
    report = reports.plain()._replace(id=name, time=time)
    return Kept(line_of(report), project, 8000, is_guest, packed(report))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / NAME


@pytest.fixture
def database(file: Path) -> Database:
    return Database(file, clock=lambda: NOW)


def ids(database: Database, project: str | None = "/shop") -> list[str]:
    return [one.line.id for one in database.lines(project)]


@pytest.mark.parametrize("text", reports.HOSTILE_TEXTS)
def test_a_report_comes_back_as_it_was(database: Database, text: str) -> None:
    report = reports.hostile(text)
    one = Kept(line_of(report)._replace(time=NOW), "/shop", None, False, packed(report))
    database.add([one])
    assert unpacked(database.report(report.id, "/shop")) == unpacked(packed(report))
    assert database.lines("/shop") == [one._replace(report="")]


def test_projects_do_not_see_each_other(database: Database) -> None:
    database.add([kept("a"), kept("b", NOW - 1, "/other")])
    assert (ids(database), ids(database, "/other")) == (["a"], ["b"])
    assert ids(database, None) == ["a", "b"]
    assert database.report("b", "/shop") == ""
    assert database.report("b", None)


def test_so_many_are_kept_and_the_newest(database: Database) -> None:
    for number in range(0, MOST_REPORTS + 50, 25):
        database.add([kept(f"{n:03}", NOW - 1_000 + n) for n in range(number, number + 25)])
    assert ids(database) == [f"{number:03}" for number in range(249, 49, -1)]


def test_guests_push_out_each_other_alone(database: Database) -> None:
    database.add([kept(f"own {number}", NOW - 100) for number in range(MOST_REPORTS - 1)])
    for number in range(5):
        database.add([kept(f"guest {number}", NOW - number, is_guest=True)])
    found = ids(database)
    assert len(found) == MOST_REPORTS
    assert [name for name in found if name.startswith("guest")] == ["guest 0"]
    database.add([kept("own too")])
    assert [name for name in ids(database) if name.startswith("guest")] == []
    database.add([kept("late guest", NOW + 1, is_guest=True)])
    assert "late guest" not in ids(database)


def test_nothing_is_told_after_seven_days_nor_kept(file: Path) -> None:
    now = [NOW]
    database = Database(file, clock=lambda: now[0])
    database.add([kept("old", NOW), kept("new", NOW + DAY)])
    now[0] = NOW + 7 * DAY + 1
    assert (ids(database), database.report("old", None)) == (["new"], "")
    database.add([])
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT id FROM errors").fetchall() == [("new",)]
    connection.close()


def test_only_its_owner_can_use_it(database: Database, file: Path) -> None:
    umask = os.umask(0)
    try:
        database.add([kept("a")])
    finally:
        os.umask(umask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == [NAME]


@pytest.mark.parametrize("fault", ["link", "folder", "mode"])
def test_what_is_not_its_owners_alone_is_left_alone(
    fault: str, database: Database, file: Path
) -> None:
    if fault == "link":
        file.symlink_to(file.with_name("elsewhere"))
    elif fault == "folder":
        file.mkdir()
    else:
        file.touch()
        file.chmod(0o644)
    with pytest.raises(PermissionError, match=r"is not a file|has the mode 0644, not 0600"):
        database.add([kept("a")])
    assert not file.with_name("elsewhere").exists()


def write_text(file: Path) -> None:
    file.write_bytes(b"not a database, but notes of somebody" * 100)


def write_foreign(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.execute("PRAGMA application_id = 7")
    connection.close()


def write_older(file: Path) -> None:
    Database(file, clock=lambda: NOW).add([kept("old")])
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 999")
    connection.close()


def write_torn(file: Path) -> None:
    database = Database(file, clock=lambda: NOW)
    database.add([kept(f"{number}") for number in range(60)])
    data = bytearray(file.read_bytes())
    data[4096:-4096] = os.urandom(len(data) - 8192)
    file.write_bytes(data)


@pytest.mark.parametrize("write", [write_text, write_foreign, write_older, write_torn])
def test_what_is_no_history_of_ours_is_set_aside_and_said_once(
    write: Callable[[Path], None], database: Database, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(file)
    file.chmod(0o600)
    before = file.read_bytes()
    with caplog.at_level(logging.WARNING, "debugpage"):
        database.add([kept("a")])
        database.add([kept("b", NOW - 1)])
    assert ids(database) == ["a", "b"]
    assert file.with_name(f"{NAME}.set-aside").read_bytes() == before
    assert [record.getMessage() for record in caplog.records] == [caplog.messages[0]]
    assert "begins anew" in caplog.messages[0]
    database.clear(None)
    assert not file.with_name(f"{NAME}.set-aside").exists()


def test_an_empty_file_is_a_history_that_is_not_begun(database: Database, file: Path) -> None:
    file.touch(0o600)
    assert ids(database) == []


def test_nothing_stays_of_what_is_cleared(database: Database, file: Path) -> None:
    database.add([kept("a", project="/a-mark-of-its-own"), kept("b", project="/shop")])
    assert b"a-mark-of-its-own" in file.read_bytes()
    assert database.clear("/a-mark-of-its-own") == 1
    assert b"a-mark-of-its-own" not in file.read_bytes()
    assert ids(database) == ["b"]
    assert database.clear(None) == 1


def test_its_version_changes_with_what_is_kept(database: Database) -> None:
    versions = [database.version()]
    database.add([kept("a")])
    versions.append(database.version())
    database.add([kept("b")])
    versions.append(database.version())
    database.clear(None)
    versions.append(database.version())
    assert versions[0] == ""
    assert len(set(versions)) == 4


WRITING = """
import sys
from pathlib import Path
from debugpage.history.database import Database
from tests.unit.history.test_database import NOW, kept
database = Database(Path(sys.argv[1]), clock=lambda: NOW)
for number in range(10):
    database.add([kept(f"{sys.argv[2]} {number}")])
    database.lines("/shop")
"""


def test_many_processes_write_at_once(database: Database, file: Path) -> None:
    command = [sys.executable, "-c", WRITING, str(file)]
    writers = [subprocess.Popen([*command, str(number)]) for number in range(4)]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    assert len(ids(database)) == 40


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_child_forked_while_it_is_written_can_write_too(database: Database, file: Path) -> None:
    is_over = threading.Event()

    def write() -> None:
        while not is_over.wait(0.002):
            database.add([kept("of the parent")])

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(20):
            child = os.fork()
            if not child:
                try:
                    database.add([kept(f"of child {number}")])
                finally:
                    os._exit(0)
            os.waitpid(child, 0)
    finally:
        is_over.set()
        thread.join()
    assert len(ids(database)) == 21


FULL = """
import resource, sqlite3, sys
from pathlib import Path
from debugpage.history.database import Database
from tests.unit.history.test_database import NOW, kept
database = Database(Path(sys.argv[1]), clock=lambda: NOW)
database.add([kept("first")])
size = Path(sys.argv[1]).stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    database.add([kept(f"{number}") for number in range(50)])
except sqlite3.OperationalError as fault:
    print(fault)
print([one.line.id for one in database.lines("/shop")])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_where_the_disk_is_full_what_was_there_stays(file: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", FULL, str(file)], capture_output=True, text=True, check=True
    ).stdout
    assert told.splitlines()[1:] == ["['first']"]
