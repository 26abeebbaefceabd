"""The next process, made ready before it is needed: not at all, or as far as it can be."""

import socket
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

from debugpage.server.children import Child, Report, spawn
from debugpage.server.forked import Zygote
from debugpage.server.plan import Plan


class Preparation(ABC):
    """A way to have a process that waits for `go`.

    plan: what all of them are to do. environ: tells their environment, when one is started.
    """

    name: str
    why: str

    def __init__(
        self,
        plan: Plan,
        listener: socket.socket,
        environ: Callable[[], Mapping[str, str]],
        report: Report,
    ) -> None:
        self.plan = plan
        self._listener = listener
        self._environ = environ
        self._report = report

    def fresh(self, plan: Plan) -> Child:
        """Return a new process for a plan, with nothing prepared."""
        return spawn(plan, self._listener, self._environ(), self._report)

    @abstractmethod
    def take(self) -> Child:
        """Return the process that is ready, or the next best."""

    @abstractmethod
    def prepare(self, modules: tuple[str, ...]) -> None:
        """Make the next process ready, with installed modules loaded ahead."""

    @abstractmethod
    def discard(self) -> None:
        """Let go of what is prepared: it is not what is needed any more."""


class Cold(Preparation):
    """Nothing is prepared: each process starts when it is needed."""

    name = "cold"

    def take(self) -> Child:
        return self.fresh(self.plan)

    def prepare(self, modules: tuple[str, ...]) -> None:
        """Do nothing."""

    def discard(self) -> None:
        """Do nothing."""


class Spare(Preparation):
    """The next interpreter is started ahead, and loads the installed modules."""

    name = "spare"
    _ready: Child | None = None

    def take(self) -> Child:
        ready, self._ready = self._ready, None
        if ready is None or not ready.is_alive:
            return self.fresh(self.plan)
        return ready

    def prepare(self, modules: tuple[str, ...]) -> None:
        if self._ready is None or not self._ready.is_alive:
            self._ready = self.fresh(self.plan._replace(preload=modules))

    def discard(self) -> None:
        if self._ready is not None:
            self._ready.kill()
            self._ready = None


class Fork(Preparation):
    """A process that has loaded the installed modules is forked, once ahead of each need."""

    name = "fork"

    def __init__(
        self,
        plan: Plan,
        listener: socket.socket,
        environ: Callable[[], Mapping[str, str]],
        report: Report,
    ) -> None:
        super().__init__(plan, listener, environ, report)
        self._zygote: Zygote | None = None
        self._standby: Child | None = None
        self._dropped: set[str] = set()

    def take(self) -> Child:
        child = self._standby or self._forked() or self.fresh(self.plan)
        self._standby = self._forked()
        return child if child.is_alive else self.fresh(self.plan)

    def prepare(self, modules: tuple[str, ...]) -> None:
        if self._zygote is None or not self._zygote.is_alive:
            self._zygote = self._started(modules)
        elif self._zygote.dropped - self._dropped:
            self._dropped |= self._zygote.dropped
            self.discard()
            self._zygote = self._started(modules)
        self._standby = self._standby or self._forked()

    def discard(self) -> None:
        if self._standby is not None:
            self._standby.kill()
        if self._zygote is not None:
            self._zygote.close()
        self._standby = self._zygote = None

    def _started(self, modules: tuple[str, ...]) -> Zygote:
        safe = tuple(name for name in modules if name.partition(".")[0] not in self._dropped)
        plan = self.plan._replace(preload=safe)
        return Zygote(plan, self._listener, self._environ(), self._report)

    def _forked(self) -> Child | None:
        return self._zygote.fork() if self._zygote is not None else None
