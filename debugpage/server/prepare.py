"""The next process, made ready before it is needed: not at all, or as far as it can be.

- `cold`: a new interpreter, started when it is needed.
- `spare`: a new interpreter, started ahead, that has loaded the installed modules and waits.
- `fork`: a copy, made ahead, of a process that has loaded the installed modules.
"""

import sys
from abc import ABC, abstractmethod
from typing import Any, NamedTuple, Self

from debugpage.server.children import Around, Child, Ended, Report, spawn, told_end
from debugpage.server.forked import Zygote, ZygoteEnded, ZygoteReady, can_fork
from debugpage.server.plan import Plan


class LeftOut(NamedTuple):
    """An installed package is not to be loaded ahead, and why."""

    package: str
    why: str


class GivesUp(NamedTuple):
    """A way of preparing does not work here, and why."""

    why: str


class UnpreparedError(Exception):
    """A way of preparing cannot be had on this system. The message is a sentence for people."""


class Preparation(ABC):
    """A way to have a process that waits for `go`.

    plan: what all of them are to do. around: what all are given. report: takes what happens.
    """

    name: str
    """As the command line knows it."""
    how: str
    """For people."""

    def __init__(self, plan: Plan, around: Around, report: Report) -> None:
        self.plan = plan
        self.around = around
        self.report = report

    def fresh(self, plan: Plan) -> Child:
        """Return a new process for a plan, with nothing prepared."""
        return spawn(plan._replace(steps=()), self.around, self.report)

    @abstractmethod
    def take(self) -> Child:
        """Return the process that is ready; where there is none, the next best."""

    @abstractmethod
    def prepare(self, plan: Plan) -> None:
        """Make the next process ready, with the plan's steps taken ahead, unless it is."""

    @abstractmethod
    def discard(self) -> None:
        """Let go of what is prepared: it is not what is needed any more."""

    def hear(self, event: Any) -> None:  # noqa: B027 - not all ways have processes of their own
        """Do what an event asks for about a process that is not serving."""


class Cold(Preparation):
    """Nothing is prepared."""

    name = "cold"
    how = "a new interpreter for each"

    @classmethod
    def instead_of(cls, other: Preparation) -> Self:
        """Return this way in the place of another."""
        return cls(other.plan, other.around, other.report)

    def take(self) -> Child:
        """Return a new process."""
        return self.fresh(self.plan)

    def prepare(self, plan: Plan) -> None:
        """Do nothing."""

    def discard(self) -> None:
        """Do nothing."""


class Spare(Preparation):
    """The next interpreter is started ahead, and loads the installed modules."""

    name = "spare"
    how = "the next interpreter is started ahead, with the installed modules loaded"
    _spare: Child | None = None

    def take(self) -> Child:
        """Return the spare process, which may still be loading; a new one where there is none."""
        spare, self._spare = self._spare, None
        return spare if spare is not None and spare.is_alive else self.fresh(self.plan)

    def prepare(self, plan: Plan) -> None:
        """Start the next process, unless it is there."""
        if self._spare is None:
            self._spare = spawn(plan, self.around, self.report)

    def discard(self) -> None:
        """End the spare process."""
        spare, self._spare = self._spare, None
        if spare is not None:
            spare.kill()

    def hear(self, event: Any) -> None:
        """Forget a spare process that ended by itself: the next need starts another."""
        if isinstance(event, Ended) and event.child is self._spare:
            self._spare = None


class Fork(Preparation):
    """A process that has loaded the installed modules is forked, once ahead of each need."""

    name = "fork"
    how = "forked from a process that has loaded the installed modules"

    def __init__(self, plan: Plan, around: Around, report: Report) -> None:
        super().__init__(plan, around, report)
        self._zygote: Zygote | None = None
        self._coming: Zygote | None = None
        self._standby: Child | None = None

    def take(self) -> Child:
        """Return the process forked ahead; where there is none, fork one, or start a new one."""
        standby, self._standby = self._standby, None
        if standby is not None and standby.is_alive:
            return standby
        return self._forked() or self.fresh(self.plan)

    def prepare(self, plan: Plan) -> None:
        """Fork ahead; start a new process to be forked where there is none, or it lacks a step."""
        self.plan = plan
        newest = self._coming or self._zygote
        if newest is None or not set(plan.steps) <= set(newest.plan.steps):
            self._stop_coming()
            self._coming = Zygote(plan, self.around, self.report)
        if self._standby is None:
            self._standby = self._forked()

    def discard(self) -> None:
        """End the process that is forked, and the one that was forked ahead."""
        self._drop_standby()
        self._stop_coming()
        self._replace_by(None)

    def hear(self, event: Any) -> None:
        """Fork the new zygote, or start another where it has ended; tell where it is unsafe."""
        match event:
            case ZygoteReady(zygote) if zygote is self._coming:
                self._coming = None
                self._take_over(zygote)
            case ZygoteEnded(zygote, status) if zygote is self._coming:
                self._coming = None
                self.report(GivesUp(f"the process to be forked {told_end(status)}"))
            case ZygoteEnded(zygote, _) if zygote is self._zygote:
                self._zygote = None
                self.prepare(self.plan)
            case Ended(child, _) if child is self._standby:
                self._standby = self._forked()

    def _take_over(self, zygote: Zygote) -> None:
        if zygote.unsafe:
            zygote.retire()
            for package, why in zygote.unsafe.items():
                self.report(LeftOut(package, why))
        else:
            self._replace_by(zygote)
            self._drop_standby()
            self._standby = self._forked()

    def _drop_standby(self) -> None:
        standby, self._standby = self._standby, None
        if standby is not None:
            standby.kill()

    def _stop_coming(self) -> None:
        coming, self._coming = self._coming, None
        if coming is not None:
            coming.kill()

    def _replace_by(self, zygote: Zygote | None) -> None:
        if self._zygote is not None:
            self._zygote.retire()
        self._zygote = zygote

    def _forked(self) -> Child | None:
        return self._zygote.fork() if self._zygote is not None else None


def choose(name: str) -> type[Preparation]:
    """Return the preparation of that name; for `auto`, the best there is on this system.

    Forking is safe on Linux: macOS's own libraries abort in forked processes, and Windows has no
    fork; there the next interpreter is started ahead.

    Raises UnpreparedError where it cannot be had here.
    """
    forks = sys.platform == "linux" and can_fork()
    if name == "auto":
        return Fork if forks else Spare
    if name == "fork" and not forks:
        raise UnpreparedError("--reload-by fork takes Linux 5.3 or newer; use spare or auto.")
    return {kind.name: kind for kind in (Cold, Spare, Fork)}[name]
