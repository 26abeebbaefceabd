"""The errors of a project that are kept from one run to the next, as its debugger sees them."""

import logging
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from debugpage.history.writer import Writer
from debugpage.report import Report

if TYPE_CHECKING:
    from debugpage.history.database import Database, Kept

FLUSH_SECONDS = 1.0
"""For how long it is waited for what is still to be written, before it is read."""

_log = logging.getLogger("debugpage")
_faults = set[str]()
T = TypeVar("T")


class _Met(NamedTuple):
    """An error as it was met: its report, the port that was asked, by whom, and whose it is."""

    report: Report
    port: int | None
    is_guest: bool
    history: "FileHistory"


class History(Protocol):
    """What is kept of a project's errors. None of its methods raises."""

    def keep(self, report: Report, port: int | None, *, is_guest: bool) -> None:
        """Have an error kept, beside the app. is_guest: who met it was not let in."""

    def report(self, name: str) -> Report | None:
        """Return the report of that id; None where it is not kept."""

    def errors(self) -> "list[Kept]":
        """Return what is kept, the newest first."""

    def version(self) -> str:
        """Return what changes whenever what is kept does; "" where nothing is."""


class NoHistory:
    """The history of who wants none."""

    def keep(self, report: Report, port: int | None, *, is_guest: bool) -> None:
        """Keep nothing."""

    def report(self, name: str) -> Report | None:  # noqa: ARG002 - it has none
        """Return None."""
        return None

    def errors(self) -> "list[Kept]":
        """Return nothing."""
        return []

    def version(self) -> str:
        """Return ""."""
        return ""


class FileHistory:
    """The history in this user's file, for the processes of one project, which is a folder.

    Where it cannot be had, one line of the log says why, and the app goes on without it.
    """

    def __init__(self, project: str) -> None:
        self._project = project

    @cached_property
    def _database(self) -> "Database":
        from debugpage.history.database import Database
        from debugpage.history.place import history_file

        return Database(history_file())

    def keep(self, report: Report, port: int | None, *, is_guest: bool) -> None:
        """Have an error kept, beside the app. is_guest: who met it was not let in."""
        _writers[is_guest].put(_Met(report, port, is_guest, self))

    def report(self, name: str) -> Report | None:
        """Return the report of that id; None where it is not kept."""
        from debugpage.history.packed import unpacked
        from debugpage.render.json_reader import NoReport

        flush()
        text = _tried(lambda: self._database.report(name, self._project), "")
        try:
            return unpacked(text) if text else None
        except NoReport as fault:
            _log.warning("A report in the history of errors cannot be read: %s", fault)
            return None

    def errors(self) -> "list[Kept]":
        """Return what is kept, the newest first."""
        flush()
        return _tried(lambda: self._database.lines(self._project), [])

    def version(self) -> str:
        """Return what changes whenever what is kept does; "" where nothing is."""
        return _tried(lambda: self._database.version(), "")  # noqa: PLW0108 - to have it may fail, too

    def write(self, batch: list[_Met]) -> None:
        """Write errors that were met; this blocks."""
        _tried(lambda: self._database.add([self._kept(met) for met in batch]), None)

    def _kept(self, met: _Met) -> "Kept":
        from debugpage.history.database import Kept
        from debugpage.history.packed import packed
        from debugpage.render.listing import line_of

        line, text = line_of(met.report), packed(met.report)
        return Kept(line, self._project, met.port, met.is_guest, text)


def _write(batch: list[_Met]) -> None:
    for history in {id(met.history): met.history for met in batch}.values():
        history.write([met for met in batch if met.history is history])


_writers = {is_guest: Writer(_write) for is_guest in (False, True)}
"""Those of this process: one for what guests meet, so that a flood of it drowns nothing else."""


def flush(seconds: float = FLUSH_SECONDS) -> None:
    """Wait until all that was met is written, for some seconds at most."""
    for writer in _writers.values():
        writer.flush(seconds)


def _tried(act: Callable[[], T], otherwise: T) -> T:
    """Return what comes of something done with the file; where it fails, say why, once."""
    try:
        return act()
    except Exception as fault:  # noqa: BLE001 - told; the app shall not fail for us
        why = f"{type(fault).__name__}: {fault}"
        if why not in _faults:
            _faults.add(why)
            _log.warning(
                "Errors are not kept from one run to the next (%s); history=False says that they"
                " need not be",
                why,
            )
        return otherwise
