"""Load installed modules ahead of need, in the order and environment that the project has them."""

import contextlib
import importlib
import os
import sys
from collections.abc import Iterator

from debugpage.server.modules import Guard
from debugpage.server.plan import Setting, Step


def preload(steps: tuple[Step, ...]) -> None:
    """Take steps ahead: import what lets itself be, and nothing of the project."""
    for _ in preloading(steps):
        pass


def preloading(steps: tuple[Step, ...]) -> Iterator[str]:
    """Take steps ahead, and yield the name of each module that was imported.

    What was set in the environment for them is as before when all are taken.
    """
    before = dict(os.environ)
    guard = Guard()
    sys.meta_path.insert(0, guard)
    try:
        for step in steps:
            if isinstance(step, Setting):
                _set(step)
            elif step not in sys.modules:
                _import(step)
                yield step
    finally:
        sys.meta_path.remove(guard)
        for name in {step.name for step in steps if isinstance(step, Setting)}:
            _set(Setting(name, before.get(name)))


def _import(name: str) -> None:
    # A module that fails here is loaded with the project, where its error can be seen.
    with contextlib.suppress(Exception, SystemExit):
        importlib.import_module(name)


def _set(setting: Setting) -> None:
    if setting.value is None:
        os.environ.pop(setting.name, None)
    else:
        os.environ[setting.name] = setting.value
