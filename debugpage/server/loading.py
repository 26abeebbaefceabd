"""Load the project's app in a process that is to serve it, or find out why it cannot be served."""

import errno
import os
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from debugpage.interface import Interface, interface_of
from debugpage.naming import running
from debugpage.server.debugged import ProcessEnded, broken, debugged
from debugpage.server.live import live
from debugpage.server.modules import found, is_installed, is_spec_installed
from debugpage.server.observe import Learned, Observed, observed
from debugpage.server.plan import Plan
from debugpage.server.target import TargetError, load

HALF_WRITTEN = 0.03
"""Seconds after which a file that is no Python is believed: some editors empty it, then write."""


class Loaded(NamedTuple):
    """What is to be served, and what was seen while it was loaded.

    `learned` is what a process may do ahead that is prepared next, `error` why a page is served in
    place of the app.
    """

    app: Any
    interface: Interface
    seen: Observed
    learned: Learned
    error: BaseException | None = None


def loaded(plan: Plan, on_error: Callable[[BaseException], None]) -> Loaded:
    """Load the app of a plan, or make one that tells why there is none.

    on_error: called with the error first, also with one of the app's start-up.
    """
    seen, learned = Observed(), Learned()
    running.target = plan.target.text
    try:
        with observed(seen):
            app = _app_of(plan)
        learned = _learned(plan, seen)
        interface = plan.interface or interface_of(app) or "wsgi"
        served = debugged(app, interface, on_error) if plan.debug else app
        if plan.debug and plan.live:
            served = live(served, interface)
    except BaseException as error:  # noqa: BLE001 - sys.exit() in a project is told as well
        learned = learned if learned.steps else _learned(plan, seen)
        if isinstance(error, SyntaxError):
            time.sleep(HALF_WRITTEN)
        on_error(error)
        return Loaded(broken(error), "asgi", seen, learned, error)
    return Loaded(served, interface, seen, learned)


def _app_of(plan: Plan) -> Any:
    if plan.notice:
        raise ProcessEnded(plan.notice)
    return load(plan.target)


def _learned(plan: Plan, seen: Observed) -> Learned:
    """Return what was learned; nothing by a prepared process, which had imported before."""
    return Learned() if plan.steps else seen.learned()


def told(error: BaseException) -> str:
    """Return an error as its traceback's last line has it; what is no app, in a sentence."""
    if isinstance(error, TargetError):
        return str(error)
    return "".join(traceback.format_exception_only(error)[-1:]).strip()


def files_of(error: BaseException | None) -> list[str]:
    """Return the project's files that an error passed through: a change of them may mend it."""
    stack = traceback.extract_tb(error.__traceback__ if error else None)
    files = [frame.filename for frame in stack]
    if isinstance(error, SyntaxError) and error.filename:
        files.append(error.filename)
    return [file for file in files if not is_installed(file) and Path(file).is_file()]


def shadowed(names: frozenset[str], folder: str) -> str:
    """Return the name of a module that was loaded ahead, and that now is the project's; or ''.

    names: top-level modules that were loaded ahead. folder: the project's.
    """
    return next((name for name in sorted(names & _names_in(folder)) if _is_projects(name)), "")


def _is_projects(name: str) -> bool:
    spec = found(name)
    return spec is not None and not is_spec_installed(spec)


def _names_in(folder: str) -> set[str]:
    try:
        return {name.partition(".")[0] for name in os.listdir(folder)}  # noqa: PTH208 - names alone
    except OSError:
        return set()


def is_busy(error: BaseException | None) -> bool:
    """Tell whether an error comes of another process that holds what there is one of."""
    return any(
        (isinstance(one, OSError) and one.errno == errno.EADDRINUSE)
        or "database is locked" in str(one)
        for one in _causes(error)
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
