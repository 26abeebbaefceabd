"""Which errors have live frames, as the processes tell it that have them: for lists."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from debugpage.workers.conversation import answer_of
from debugpage.workers.folder import runtime_folder
from debugpage.workers.message import Message, pack
from debugpage.workers.transport import Transport, best_transport

SECONDS = 0.5
"""In which a process has to tell: somebody waits for the list."""


class Alive(NamedTuple):
    """The processes that answer, by name, and the errors of which they have live frames, by id."""

    processes: frozenset[str] = frozenset()
    errors: frozenset[str] = frozenset()


def who_is_alive(
    names: Iterable[str],
    transport: Transport | None = None,
    folder: Callable[[], Path] = runtime_folder,
) -> Alive:
    """Return which of these processes answer, and what they have."""
    transport = transport or best_transport()
    processes, errors = set[str](), set[str]()
    with suppress(OSError):  # there is no private folder: nobody can be asked
        there, question = folder(), pack(Message({"kind": "live"}))
        for name in names:
            with suppress(OSError, ValueError):  # it has ended, or has no time
                answer = answer_of(transport, there, name, question, SECONDS)
                processes.add(name)
                errors.update(map(str, answer.head.get("errors", ())))
    return Alive(frozenset(processes), frozenset(errors))
