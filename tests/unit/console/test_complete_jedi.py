"""jedi, where it is installed, tells what only the source can: it sees no object of the app."""

import contextvars
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from debugpage.console.complete import Completion, Visible, complete
from debugpage.console.completion.deeper import Answer, Jedi
from debugpage.console.completion.stubs import stubs
from debugpage.options import Options
from tests.unit.console.test_complete_harmless import NAMES, application_code

pytest.importorskip("jedi", reason="the extra is not installed")

SECONDS = 60.0
"""For an answer, on a machine that may be busy."""

EXAMPLES: dict[str, Any] = {
    "options": Options(), "listed": [Options()], "named": {"first": [Options()]}, "path": Path(),
    "os": os, "Options": Options, "pair": (1, "text"), "none": None, "number": 7,
}  # fmt: skip


@pytest.fixture(scope="module")
def jedi() -> Jedi:
    return Jedi()


def completed(jedi: Jedi, before: str, names: dict[str, Any]) -> Completion:
    visible = Visible(names, {}, contextvars.copy_context())
    return complete(visible, before, ask=lambda source: jedi.ask(source, SECONDS))


@pytest.mark.parametrize(
    ("before", "first"),
    [
        ("options.hosts.index(x).bit_l", "bit_length"),
        ("os.path.join('a', 'b').isal", "isalnum"),
        ("for one in listed: one.host", "hosts"),
        ("for one in named['first']:\n    one.host", "hosts"),
        ("with open('x') as file: file.readl", "readline"),
        ("path.read_text().isal", "isalnum"),
        ("new = Options()\nnew.host", "hosts"),
        ("'a b'.split().app", "append"),
        ("[one for one in listed].copy().app", "append"),
    ],
)
def test_what_only_the_source_can_tell(jedi: Jedi, before: str, first: str) -> None:
    until = time.monotonic() + SECONDS
    while not (found := completed(jedi, before, EXAMPLES).matches) and time.monotonic() < until:
        time.sleep(0.2)  # it answers one question after the other, and may be at an earlier one
    assert [match.text for match in found][:1] == [first]


def test_the_signature_of_a_call_of_a_result(jedi: Jedi) -> None:
    found = completed(jedi, "os.path.join('a').split(", EXAMPLES)
    assert found.signature.startswith("split(sep: ")


def test_nothing_of_the_app_runs(jedi: Jedi) -> None:
    """Also not in the thread in which jedi is asked: it gets text."""
    for name in ("watched", "cls", "one", "keyed", "lists", "module", "wrapped"):
        with application_code() as called:
            threading.setprofile(sys.getprofile())
            completed(jedi, f"{name}.nowhere(1).", NAMES)
            threading.setprofile(None)
        assert (name, called) == (name, [])


def test_stubs_name_the_types_of_values() -> None:
    assert stubs(EXAMPLES) == (
        "import debugpage.options\nimport os\nimport pathlib\n"
        "options: debugpage.options.Options\n"
        "listed: list[debugpage.options.Options]\n"
        "named: dict[str, list[debugpage.options.Options]]\n"
        f"path: pathlib.{type(Path()).__name__}\n"
        "os = os\n"
        "Options = debugpage.options.Options\n"
        "pair: tuple[int, str]\n"
        "none: None\n"
        "number: int\n"
    )


def test_an_answer_that_is_late_is_there_for_the_next_question(jedi: Jedi) -> None:
    source = "import os\nos.getcwd()."
    assert Jedi().ask(source, seconds=0) == Answer()
    own = Jedi()
    own.ask(source, seconds=0)
    with own._busy:  # it is free again once the answer is there
        assert "upper" in {one.text for one in own.ask(source, seconds=0).attributes}


def test_questions_do_not_queue_up(jedi: Jedi) -> None:
    with jedi._busy:
        assert jedi.ask("''.", seconds=SECONDS) == Answer()


def test_a_fault_of_jedi_tells_nothing_and_is_not_remembered(
    jedi: Jedi, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "from os import path\npath."
    with monkeypatch.context() as context:
        context.setattr("jedi.Script", None)
        assert jedi.ask(source, SECONDS) == Answer()
    with jedi._busy:
        pass  # free again
    assert "join" in {one.text for one in jedi.ask(source, SECONDS).attributes}


FORKS = """
import os, sys
from debugpage.console.completion.deeper import Jedi

jedi = Jedi()
jedi.ask("b''.", 60)
child = os.fork()
found = len(jedi.ask("''.", 60).attributes)
if not child:
    os._exit(not found)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) or not found)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
def test_a_fork_asks_a_process_of_its_own() -> None:
    # Since Python 3.12 forking a process with threads is warned of; here that is the point.
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORKS]
    done = subprocess.run(command, check=False, capture_output=True, timeout=SECONDS)
    assert (done.returncode, done.stderr) == (0, b"")


def test_without_jedi_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debugpage.console.completion.deeper.is_installed", lambda: False)
    monkeypatch.setattr(threading, "Thread", None)
    assert Jedi().ask("b''.", SECONDS) == Answer()
