"""What makes a fork unsafe is found right after it was brought about, in processes that do it."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")

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
        ("file = open('/dev/null')", ""),
        ("import numpy; numpy.ones((600, 600)) @ numpy.ones((600, 600))", ""),
    ],
)
def test_what_is_unsafe_is_found(code: str, breach: str) -> None:
    assert breaches(code)[0] == breach


def test_threads_of_packages_that_work_in_a_fork_are_let_be() -> None:
    pytest.importorskip("polars")
    assert breaches("import polars") == ["", ""]


def test_more_threads_of_the_same_package_count() -> None:
    pytest.importorskip("polars")
    more = "_thread.start_new_thread(threading.Event().wait, ())"
    assert breaches(f"import polars; safety.breach(); {more}")[0] == "starts native threads"
