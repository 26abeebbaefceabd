"""Errors for a store to keep, whose locals can be seen to live and to die, and a clock."""

import gc
import sys
import types
import weakref

from debugpage.console.store import Store
from debugpage.report import Environment, Report


class Held:
    """A local of an error, with so many bytes, whose end can be seen."""

    def __init__(self, size: int = 0) -> None:
        self.memory = bytearray(size)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def report(name: str) -> Report:
    return Report(name, 0.0, (), Environment("3", "linux"), "")


def keep(store: Store, name: str, size: int = 0) -> weakref.ref[Held]:
    """Keep an error, and return what tells whether its local is alive."""

    def fail() -> None:
        held = Held(size)
        held.error = error = LookupError(name)  # type: ignore[attr-defined]  # a cycle
        raise error

    try:
        fail()
    except LookupError as error:
        traceback = error.__traceback__
        assert traceback
        assert traceback.tb_next
        frame = traceback.tb_next.tb_frame
        store.keep(report(name), {f"{name}-0": frame}, error)
        return weakref.ref(frame.f_locals["held"])
    raise AssertionError("it did not fail")


def is_dead(*references: weakref.ref[Held]) -> bool:
    gc.collect()
    return not any(reference() for reference in references)


def frame_with(**held: object) -> types.FrameType:
    return sys._getframe()
