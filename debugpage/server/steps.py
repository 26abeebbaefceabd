"""What the next process does ahead: what was remembered, learned, and imported since."""

from collections.abc import Iterable

from debugpage.server.plan import Plan, Setting, Step
from debugpage.server.remembered import Known, Memory


class Steps:
    """Gathers what is known of a project, and remembers it."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._known = memory.recall()
        self._steps: dict[Step, None] = dict.fromkeys(self._known.modules)
        self._late = self._known.late
        self._left_out = set(self._known.left_out)

    @property
    def are_remembered(self) -> bool:
        """Whether there is something to be done before anything is learned."""
        return bool(self._steps)

    def learn(self, steps: Iterable[Step], late: Iterable[str]) -> None:
        """Know what a process did that had done nothing ahead, beside what others import later."""
        before, self._steps = self._steps, dict.fromkeys(steps)
        self._steps |= {step: None for step in before if isinstance(step, str)}
        self._late = tuple(late)

    def add(self, names: Iterable[str]) -> None:
        """Know of modules that were imported later."""
        self._steps |= dict.fromkeys(names)

    def leave_out(self, package: str) -> None:
        """Do not load a package ahead."""
        self._left_out.add(package)

    def planned(self, plan: Plan) -> Plan:
        """Return a plan with what is known by now."""
        return plan._replace(steps=self._done(), late=self._late)

    def remember(self) -> None:
        """Remember what is known by now, for the next run.

        Names alone: what a project sets in its environment may be secret. Loaded without it, what
        follows would be something else; so nothing is remembered then.
        """
        steps = self._done()
        modules = tuple(step for step in steps if isinstance(step, str))
        known = Known(modules, self._late, tuple(sorted(self._left_out)))
        if len(modules) == len(steps) and known != self._known:
            self._known = known
            self._memory.keep(known)

    def _done(self) -> tuple[Step, ...]:
        return tuple(step for step in self._steps if self._is_done(step))

    def _is_done(self, step: Step) -> bool:
        return isinstance(step, Setting) or step.partition(".")[0] not in self._left_out
