"""What makes a fork unsafe is found right after it was brought about, in processes that do it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from debugpage.server.safety import HARMLESS_THREADS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")

ROOT = Path(__file__).parents[3]
PROGRAM = """
import _thread, os, socket, sys, threading
from debugpage.server.safety import Safety
safety = Safety()
{code}
print(safety.breach())
print(safety.breach())
"""


def breaches(code: str) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(code=code)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return ran.stdout.splitlines()


@pytest.mark.parametrize(
    ("code", "breach"),
    [
        ("threading.Thread(target=threading.Event().wait, daemon=True).start()", "starts a thread"),
        ("ours, theirs = socket.socketpair()", "opens a socket"),
        ("ends = os.pipe()", "opens a pipe or the like"),
        ("_thread.start_new_thread(threading.Event().wait, ())", "starts native threads"),
        ("socket.socket().close()", ""),
        ("file = open('/dev/null', 'w')", ""),
        ("file = open(os.__file__)", ""),
        ("import tempfile; file = tempfile.TemporaryFile()", "opens a file to write"),
        ("import tempfile; file = tempfile.NamedTemporaryFile('a')", "opens a file to write"),
        ("import numpy; numpy.ones((600, 600)) @ numpy.ones((600, 600))", ""),
    ],
)
def test_what_is_unsafe_is_found(code: str, breach: str) -> None:
    assert breaches(code)[0] == breach


STAND_IN = "import _thread, threading\n_thread.start_new_thread(threading.Event().wait, ())\n"
"""A package of a known name that starts a native thread, as polars and pyarrow do (170 MB)."""


@pytest.fixture(params=HARMLESS_THREADS)
def harmless(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    (tmp_path / f"{request.param}.py").write_text(STAND_IN)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(tmp_path)]))
    return str(request.param)


def test_threads_of_packages_that_work_in_a_fork_are_let_be(harmless: str) -> None:
    assert breaches(f"import {harmless}") == ["", ""]


def test_more_threads_of_the_same_package_count(harmless: str) -> None:
    more = "_thread.start_new_thread(threading.Event().wait, ())"
    assert breaches(f"import {harmless}; safety.breach(); {more}")[0] == "starts native threads"
