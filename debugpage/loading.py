"""Loading many modules at once, which the first error of a process has to wait for."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Let the garbage collector rest while modules are loaded.

    What they make stays, but so much of it makes the collector look again and again, through the
    objects of the application too: it took a seventh of the first page. Where it rests already, it
    goes on to.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    _resting.append(True)
    try:
        yield
    finally:
        _resting.pop()
        gc.enable()


_resting: list[bool] = []
"""One for each thread that loads."""


def _go_on() -> None:
    """Let the collector go on in the child of a fork, where no thread is left to do so."""
    if _resting:
        gc.enable()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_go_on)
