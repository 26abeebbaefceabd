"""The next process, made ready before it is needed: not at all, or as far as it can be.

- `cold`: a new interpreter, started when it is needed.
- `spare`: a new interpreter, started ahead, that has loaded the installed modules and waits.
- `fork`: a copy, made ahead, of a process that has loaded the installed modules.
"""

import os
import sys
from abc import ABC, abstractmethod
from typing import Self

from debugpage.server.children import Around, Child, Report, spawn
from debugpage.server.forked import Zygote
from debugpage.server.plan import Plan


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
        return spawn(plan, self.around, self.report)

    @abstractmethod
    def take(self) -> Child:
        """Return the process that is ready; where there is none, the next best."""

    @abstractmethod
    def prepare(self, modules: tuple[str, ...]) -> None:
        """Make the next process ready, with installed modules loaded ahead, unless it is."""

    @abstractmethod
    def discard(self) -> None:
        """Let go of what is prepared: it is not what is needed any more."""


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

    def prepare(self, modules: tuple[str, ...]) -> None:
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

    def prepare(self, modules: tuple[str, ...]) -> None:
        """Start the next process, unless it is there."""
        if self._spare is None or not self._spare.is_alive:
            self._spare = self.fresh(self.plan._replace(preload=modules))

    def discard(self) -> None:
        """End the spare process."""
        if self._spare is not None:
            self._spare.kill()
            self._spare = None


class Fork(Preparation):
    """A process that has loaded the installed modules is forked, once ahead of each need."""

    name = "fork"
    how = "forked from a process that has loaded the installed modules"

    def __init__(self, plan: Plan, around: Around, report: Report) -> None:
        super().__init__(plan, around, report)
        self._zygote: Zygote | None = None
        self._standby: Child | None = None
        self._unsafe: set[str] = set()

    def take(self) -> Child:
        """Return the process forked ahead, and fork the next; a new one where there is none."""
        standby, self._standby = self._standby, None
        if standby is None or not standby.is_alive:
            standby = self._forked()
        self._standby = self._forked()
        return standby or self.fresh(self.plan)

    def prepare(self, modules: tuple[str, ...]) -> None:
        """Start the process that is forked, unless it is there; leave out what makes it unsafe."""
        zygote = self._zygote
        if zygote is not None and zygote.unsafe - self._unsafe:
            self._unsafe |= zygote.unsafe
            self.discard()
        if self._zygote is None or not self._zygote.is_alive:
            safe = tuple(name for name in modules if name.partition(".")[0] not in self._unsafe)
            plan = self.plan._replace(preload=safe)
            self._zygote = Zygote(plan, self.around, self.report)
        self._standby = self._standby or self._forked()

    def discard(self) -> None:
        """End the process that is forked, and the one that was forked ahead."""
        if self._standby is not None:
            self._standby.kill()
        if self._zygote is not None:
            self._zygote.close()
        self._standby = self._zygote = None

    def _forked(self) -> Child | None:
        return self._zygote.fork() if self._zygote is not None else None


def choose(name: str) -> type[Preparation]:
    """Return the preparation of that name; for `auto`, the best there is on this system.

    Forking is safe on Linux: macOS's own libraries abort in forked processes, and Windows has no
    fork; there the next interpreter is started ahead.
    """
    if name == "auto":
        return Fork if sys.platform == "linux" and hasattr(os, "fork") else Spare
    return {kind.name: kind for kind in (Cold, Spare, Fork)}[name]
