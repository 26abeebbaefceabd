"""Errors that no request raises: of tasks that nobody waits for, and of threads.

Python tells of them by hooks of its own, which go on as they did: they print the error. To that is
added a report, and a line with its address. Nobody is told of errors in executors' futures: there
is no hook for them.
"""

from debugpage.core import Core
from debugpage.elsewhere.desk import Desk
from debugpage.elsewhere.threads import watch_threads
from debugpage.held import running_loop
from debugpage.rescue import when_late

_desk: Desk | None = None


def watch(core: Core) -> None:
    """Record what fails in this process outside of requests, and on the loop that runs here.

    core: records it, unless one was given before: errors of no request belong to no app in
    particular. What is watched stays so; a process that is forked from this one watches too.
    """
    global _desk  # noqa: PLW0603 - there is one of it in a process, as there is of what it watches
    if _desk is None:
        _desk = Desk(core)
        watch_threads(_desk)
        when_late.append(_desk.hand_in)
    loop = running_loop()
    if loop is not None:
        from debugpage.elsewhere.tasks import watch_loop  # with asyncio, which WSGI may do without

        watch_loop(loop, _desk)
