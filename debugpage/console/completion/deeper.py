"""What jedi tells of source text, where it is installed: asked in a thread, and not for long.

It reads source files and type stubs, and looks at compiled modules in a process of its own. Its
`Interpreter`, which takes objects, is not used: it asks them for `__wrapped__`, `__class__` and
their `repr`, also with `allow_unsafe_interpreter_executions` switched off (tried with 0.20.1).
"""

import importlib.util
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from debugpage.console.completion.match import Candidate
from debugpage.console.completion.signature import MOST_CHARACTERS as MOST_OF_SIGNATURE
from debugpage.console.completion.signature import first_line

SECONDS = 0.3
"""For how long an answer is waited for; one that comes later is there for the next question."""
MOST_CHARACTERS = 20_000
"""Characters of source that jedi is asked about."""
_MOST_ANSWERS = 64
_KINDS = {"function": "method", "property": "property", "class": "class", "module": "module"}


class Answer(NamedTuple):
    """What is known at the end of a source: attributes, or the signature of an open call."""

    attributes: tuple[Candidate, ...] = ()
    signature: str = ""
    doc: str = ""


@lru_cache(maxsize=1)
def is_installed() -> bool:
    """Tell whether jedi can be asked; it is not imported for that."""
    return importlib.util.find_spec("jedi") is not None


class Jedi:
    """Asks jedi one question at a time, and keeps the answers."""

    def __init__(self) -> None:
        self._environment: Any = None
        self._inherited: list[Any] = []
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._busy = threading.Lock()
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        if self._environment is not None:
            # Not served, but not let go either: to end its process is the parent's.
            self._inherited.append(self._environment)
        self._environment = None

    def ask(self, source: str, seconds: float = SECONDS) -> Answer:
        """Return what jedi tells of the end of `source`.

        An empty answer where it knows nothing, takes longer than `seconds`, or is still busy.
        """
        if self._process != os.getpid():
            self._begin()  # a fork has the lock of its parent, and shares its pipes
        if source in self._answers:
            return self._answers[source]
        if len(source) > MOST_CHARACTERS or not is_installed():
            return Answer()
        if not self._busy.acquire(blocking=False):
            return Answer()
        answer: Future[Answer] = Future()
        thread = threading.Thread(target=self._work, args=(source, answer), daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the process can have no more threads
            self._busy.release()
            return Answer()
        with suppress(TooLate):
            return answer.result(seconds)
        return Answer()

    def _work(self, source: str, answer: "Future[Answer]") -> None:
        found = Answer()
        try:
            found = self._answer(source)
            self._keep(source, found)
        except Exception:  # noqa: BLE001  # jedi has bugs; that it tells nothing is fine
            # Its process may have gone, or two of them may have met at one file of its cache: what
            # failed is not remembered, and asked anew with another process.
            self._environment = None
        finally:
            self._busy.release()
            answer.set_result(found)

    def _answer(self, source: str) -> Answer:
        import jedi
        from jedi.api.environment import Environment

        if self._environment is None:
            self._environment = Environment(sys.executable)
        project = jedi.Project(Path.cwd(), sys_path=list(sys.path), smart_sys_path=False)
        script = jedi.Script(source, environment=self._environment, project=project)
        if source.endswith("."):
            return Answer(tuple(_candidates(script.complete())))
        for signature in script.get_signatures():
            return Answer(
                (),
                signature.to_string()[:MOST_OF_SIGNATURE],
                first_line(signature.docstring(raw=True)),
            )
        return Answer()

    def _keep(self, source: str, found: Answer) -> None:
        self._answers[source] = found
        if len(self._answers) > _MOST_ANSWERS:
            self._answers.popitem(last=False)


JEDI = Jedi()
"""The one of this process: jedi and the process that it starts are shared by all consoles."""


def _candidates(found: Iterable[Any]) -> Iterable[Candidate]:
    return (Candidate(one.name, _KINDS.get(one.type, "attribute")) for one in found)
