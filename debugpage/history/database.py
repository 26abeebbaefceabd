"""The history as an SQLite database, which many processes read and write.

A connection lives for one short transaction, so that none is ever carried into a fork, and none
holds others up. The journal is SQLite's usual one, which is deleted at the end: a write-ahead log
would need memory that all processes share, which home folders on a network do not have.
"""

import logging
import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

from debugpage.history.place import forget_aside, identity, make_private, set_aside
from debugpage.render.listing import Line

MOST_REPORTS = 200
MOST_SECONDS = 7 * 24 * 3600.0
BUSY_SECONDS = 5.0
"""For how long a process waits for the transactions of others."""
_IS_OURS = 0x64627067  # "dbpg"
_VERSION = 2
_SCHEMA = f"""
CREATE TABLE errors (
    id TEXT PRIMARY KEY,
    project TEXT NOT NULL,
    time REAL NOT NULL,
    port INTEGER,
    guest INTEGER NOT NULL,
    error TEXT NOT NULL,
    occasion TEXT NOT NULL,
    place TEXT NOT NULL,
    function TEXT NOT NULL,
    likeness TEXT NOT NULL,
    report BLOB NOT NULL
);
CREATE INDEX errors_to_go ON errors (guest DESC, time, id);
PRAGMA application_id = {_IS_OURS};
PRAGMA user_version = {_VERSION};
"""
_BROKEN = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PRIMARY = 0xFF
"""The bits of a result code that are not its extension."""

_log = logging.getLogger("debugpage")
T = TypeVar("T")


class Kept(NamedTuple):
    """One error as it is kept.

    `project` is the folder of its app, `port` the one that was asked, if any. `is_guest` says that
    whoever met it was not let in. `report` is what `debugpage.history.packed` made of it.
    """

    line: Line
    project: str
    port: int | None
    is_guest: bool
    report: str = ""


class ForeignError(sqlite3.DatabaseError):
    """A database is not ours, or of another version."""


class Database:
    """The history in one file, made at the first use. Its methods raise OSError or sqlite3.Error.

    file: its path. clock: tells the seconds since the epoch.
    """

    def __init__(self, file: Path, clock: Callable[[], float] = time.time) -> None:
        self._file = file
        self._clock = clock

    def add(self, errors: Sequence[Kept]) -> None:
        """Keep errors, and let go of what is too old or too much: first of what guests met."""
        rows = [_row(one) for one in errors]

        def add(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT OR REPLACE INTO errors VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
            )
            # Both are found by the index: to read through the reports takes longer than all else.
            connection.execute(
                "DELETE FROM errors WHERE guest IN (0, 1) AND time < ?", (self._oldest,)
            )
            connection.execute(
                "DELETE FROM errors WHERE id IN (SELECT id FROM errors ORDER BY guest DESC, time"
                " LIMIT max(0, (SELECT count(*) FROM errors) - ?))",
                (MOST_REPORTS,),
            )

        self._transact("BEGIN IMMEDIATE", add)

    def lines(self, project: str | None) -> list[Kept]:
        """Return what is kept of a project, or of all (None), the newest first."""

        def find(connection: sqlite3.Connection) -> list[Kept]:
            found = connection.execute(
                "SELECT id, time, error, occasion, place, function, likeness, project, port, guest"
                " FROM errors WHERE time >= ? AND (project = ? OR ?) ORDER BY time DESC",
                (self._oldest, _stored(project or ""), project is None),
            )
            return [Kept(Line(*row[:7]), row[7], row[8], bool(row[9])) for row in found]

        return self._transact("BEGIN", find)

    def report(self, name: str, project: str | None) -> str:
        """Return the JSON of the report of that id, of a project or of any (None); "" if none."""

        def find(connection: sqlite3.Connection) -> bytes | None:
            found = connection.execute(
                "SELECT report FROM errors WHERE id = ? AND time >= ? AND (project = ? OR ?)",
                (_stored(name), self._oldest, _stored(project or ""), project is None),
            ).fetchone()
            return found and bytes(found[0])

        packed = self._transact("BEGIN", find)
        return zlib.decompress(packed).decode("ascii") if packed else ""

    def clear(self, project: str | None) -> int:
        """Keep nothing of a project, or of all (None), and return how many errors that were."""

        def clear(connection: sqlite3.Connection) -> int:
            given = (_stored(project or ""), project is None)
            return connection.execute("DELETE FROM errors WHERE project = ? OR ?", given).rowcount

        forget_aside(self._file)
        return self._transact("BEGIN IMMEDIATE", clear)

    def version(self) -> str:
        """Return what changes whenever anything is added or cleared; "" where nothing is kept."""
        try:
            found = self._file.stat()
        except OSError:
            return ""
        return f"{found.st_mtime_ns:x}-{found.st_size:x}"

    @property
    def _oldest(self) -> float:
        return self._clock() - MOST_SECONDS

    def _transact(self, begin: str, act: Callable[[sqlite3.Connection], T]) -> T:
        with SQLITE:
            make_private(self._file)
            is_it = identity(self._file)
            try:
                return _transacted(self._file, begin, act)
            except sqlite3.DatabaseError as error:
                if not _is_broken(error):
                    raise
                self._begin_anew(is_it, error)
            return _transacted(self._file, begin, act)

    def _begin_anew(self, is_it: int, error: sqlite3.DatabaseError) -> None:
        aside = set_aside(self._file, is_it)
        if aside is not None:
            _log.warning("The history of errors begins anew: %s (%s) is set aside", aside, error)
        make_private(self._file)


def _transacted(file: Path, begin: str, act: Callable[[sqlite3.Connection], T]) -> T:
    with _connected(file) as connection:
        connection.execute(begin)
        try:
            result = act(connection)
        except BaseException:
            if connection.in_transaction:  # after some faults SQLite has ended it itself
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return result


@contextmanager
def _connected(file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA secure_delete = ON")  # what is let go does not stay in the file
        connection.execute("PRAGMA synchronous = NORMAL")
        marks = _marks(connection)
        if marks == (0, 0):
            _make_tables(connection)
            marks = _marks(connection)
        if marks != (_IS_OURS, _VERSION):
            raise ForeignError("it is of another program or version")
        yield connection
    finally:
        connection.close()


def _make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty file, unless another process has just done so."""
    connection.execute("PRAGMA auto_vacuum = FULL")  # the file shrinks with what it holds
    connection.execute("BEGIN IMMEDIATE")
    is_empty = not connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    if is_empty:
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
    connection.execute("COMMIT")


def _marks(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return whose database it is, and of which version; both 0 where nobody has said."""
    (whose,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return whose, version


def _is_broken(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    return isinstance(error, ForeignError) or code in _BROKEN


def _row(kept: Kept) -> tuple[object, ...]:
    line = kept.line
    texts = (line.error, line.occasion, line.place, line.function, line.likeness)
    report = zlib.compress(kept.report.encode("ascii"), 1)
    facts = (line.id, _stored(kept.project), line.time, kept.port, kept.is_guest)
    return (*facts, *map(_stored, texts), report)


def _stored(text: str) -> str:
    """Return a text as SQLite can hold it: lone surrogates are no UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode()


SQLITE = threading.Lock()
"""Held while this process uses SQLite, and while it forks: SQLite's own locks do not survive that
in the child, which would wait for ever (sqlite.org, "How To Corrupt", section 2.6)."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=SQLITE.acquire, after_in_parent=SQLITE.release, after_in_child=SQLITE.release
    )
