"""What a framework keeps of a request in thread locals, given to the threads of consoles."""

from collections.abc import Callable
from contextlib import suppress
from contextvars import Context, ContextVar

_bind: ContextVar[Callable[[], object] | None] = ContextVar("debugpage_bind", default=None)


def bound(context: Context, bind: Callable[[], object]) -> Context:
    """Return a copy of the context of a request, which remembers how to bind a thread to it.

    bind: sets the thread locals of the framework in the thread that calls it.
    """
    context = context.copy()
    context.run(_bind.set, bind)
    return context


def bind_here(context: Context) -> None:
    """Bind this thread, which is soon to end, to the request of a context."""
    bind = context.get(_bind)
    if bind is not None:
        # A framework that has changed its mind about its thread locals costs them alone.
        with suppress(Exception):
            context.run(bind)
