"""The errors there are: of this process, of its siblings, and of those that have ended, as one."""

from typing import TYPE_CHECKING

from debugpage.console.store import Store
from debugpage.options import Options
from debugpage.report import Report
from debugpage.workers.names import owner_of
from debugpage.workers.worker import Worker

if TYPE_CHECKING:
    from debugpage.history.history import History
    from debugpage.render.listing import Group, Line
    from debugpage.workers.liveness import Alive


class Recent:
    """The errors of one wrapped app: what the store has, and what the history keeps of its project.

    worker: tells who this process is. Its methods block, and raise nothing.
    """

    def __init__(self, options: Options, store: Store, worker: Worker) -> None:
        self._store = store
        self._worker = worker
        self._history = history_of(options)
        self.outlasts = options.history

    def keep(self, report: Report, port: int | None, *, is_guest: bool) -> None:
        """Have an error outlive this process. It is written later, and beside the app.

        port: the one that was asked, if any. is_guest: who met the error was not let in.
        """
        self._history.keep(report, port, is_guest=is_guest)

    def report(self, name: str) -> Report | None:
        """Return the report of an error that no process has any more; None where there is none."""
        return self._history.report(name)

    def groups(self, port: int | None) -> "list[Group]":
        """Return what to tell at a port: equal errors together, the newest first."""
        from debugpage.render.listing import grouped, line_of
        from debugpage.workers.liveness import who_is_alive

        own = {report.id: line_of(report) for report in self._store.reports()}
        kept = [one for one in self._history.errors() if one.line.id not in own]
        owners = {owner_of(one.line.id) for one in kept} - {"", self._worker.name}
        alive = who_is_alive(sorted(owners))
        lines = [one.line for one in kept if not _is_anothers(one.line, one.port, port, alive)]
        live = alive.errors.union(self._store.live())
        told = (*own.values(), *lines)
        return grouped(line._replace(is_alive=line.id in live) for line in told)

    def version(self) -> str:
        """Return what changes whenever there may be something else to tell."""
        # A restart changes which of them are alive; all processes of a server tell the same.
        return f"{self._worker.server}-{self._history.version() or self._store.count}"


def history_of(options: Options) -> "History":
    """Return the history that options ask for."""
    from debugpage.history.history import FileHistory, NoHistory

    return FileHistory(options.folder) if options.history else NoHistory()


def _is_anothers(line: "Line", its_port: int | None, port: int | None, alive: "Alive") -> bool:
    """Tell whether an error is told by a process that serves another address, and is there yet.

    The developer may run several apps of a project, and each tells its own errors alone.
    """
    return its_port not in (None, port) and owner_of(line.id) in alive.processes
