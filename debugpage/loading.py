"""Loading many modules at once, which the first error of a process has to wait for."""

import gc
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
    try:
        yield
    finally:
        gc.enable()
