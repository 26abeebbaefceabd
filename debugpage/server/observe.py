"""What a project does while it is loaded that a process prepared for it must know of.

It may set variables that installed modules read when they are imported; it may add import hooks,
or replace parts of the standard library, to be there before those are. Loaded ahead, they were
imported earlier.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NamedTuple

from debugpage.server.modules import installed_modules, is_installed
from debugpage.server.plan import Plan, Setting, Step

_PATCHERS = {"gevent.monkey": "saved", "eventlet.patcher": "already_patched"}
"""Modules that replace parts of the standard library, and where they note that they did."""


class Placed(NamedTuple):
    """A variable that the project set, and the names of the modules that there were by then."""

    setting: Setting
    after: frozenset[str]


class Learned(NamedTuple):
    """What is to be done ahead next time: see `Plan`."""

    steps: tuple[Step, ...] = ()
    late: tuple[str, ...] = ()


class Observed:
    """What was seen so far; made before the project is loaded."""

    def __init__(self) -> None:
        self.placed: list[Placed] = []
        self.audits = False
        self._loaded = frozenset(sys.modules)
        self._finders = frozenset(map(id, _finders()))

    def learned(self) -> Learned:
        """Return what the project did, in its order; to be asked when it was just loaded."""
        steps: list[Step] = []
        waiting = list(self.placed)
        for name in installed_modules():
            while waiting and name not in waiting[0].after:
                steps.append(waiting.pop(0).setting)
            steps.append(name)
        return Learned(tuple(steps), tuple({setting.name for setting, _ in waiting}))

    def misfit(self, plan: Plan) -> str:
        """Return what makes another way of preparing no better, as a sentence; else nothing."""
        if patcher := next(filter(_has_patched, _PATCHERS), None):
            return f"{patcher} replaces parts of the standard library"
        if plan.steps and (finder := self._added_finder()):
            return f"the project adds an import hook, {finder}"
        return "the project adds an audit hook" if self.audits else ""

    def change(self, plan: Plan) -> str:
        """Return what the project does unlike when the plan was made, as a sentence."""
        learned = {step.name: step.value for step in plan.steps if isinstance(step, Setting)}
        for setting, _ in self.placed if plan.steps else ():
            if setting.name not in plan.late and learned.get(setting.name, "") != setting.value:
                return f"the project sets {setting.name}, which installed modules may read"
        return ""

    def _added_finder(self) -> str:
        """Return a finder that the project has added, or had an installed module add."""
        for finder in _finders():
            kind = finder if isinstance(finder, type) else type(finder)
            if id(finder) not in self._finders and not self._is_new(kind.__module__):
                return f"{kind.__module__}.{kind.__qualname__}"
        return ""

    def _is_new(self, name: str) -> bool:
        """Tell whether an installed module was imported just now: adding hooks may be its way."""
        file = getattr(sys.modules.get(name), "__file__", None) or ""
        return name not in self._loaded and is_installed(file)


@contextmanager
def observed(seen: Observed) -> Iterator[None]:
    """See what is done in the block."""
    put, unset, audit = os.putenv, os.unsetenv, sys.addaudithook

    def note(name: Any, value: Any) -> None:
        if _is_projects(sys._getframe(2)):  # noqa: SLF001 - the documented way, if CPython's
            text = None if value is None else os.fsdecode(value)
            seen.placed.append(Placed(Setting(os.fsdecode(name), text), frozenset(sys.modules)))

    def putenv(name: Any, value: Any) -> None:
        note(name, value)
        put(name, value)

    def unsetenv(name: Any) -> None:
        note(name, None)
        unset(name)

    def addaudithook(hook: Any) -> None:
        seen.audits = seen.audits or _is_projects(sys._getframe(1))  # noqa: SLF001 - as above
        audit(hook)

    # os.environ calls what these names stand for: that is how to hear of it.
    os.putenv, os.unsetenv, sys.addaudithook = putenv, unsetenv, addaudithook
    try:
        yield
    finally:
        os.putenv, os.unsetenv, sys.addaudithook = put, unset, audit


def _is_projects(frame: FrameType | None) -> bool:
    """Tell whether the module that is being imported, or else calls, is the project's."""
    while frame is not None and frame.f_code.co_name != "<module>":
        frame = frame.f_back
    return frame is None or not is_installed(frame.f_code.co_filename)


def _finders() -> list[Any]:
    return [*sys.meta_path, *sys.path_hooks]


def _has_patched(name: str) -> bool:
    return bool(getattr(sys.modules.get(name), _PATCHERS[name], None))
