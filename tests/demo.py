"""The demo as a developer starts it: in a process of its own, on a free port."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent


class Demo(NamedTuple):
    """A demo that runs: its process, and the address that it printed."""

    process: "subprocess.Popen[str]"
    address: str


@contextmanager
def running_demo(*arguments: str, folder: Path = ROOT) -> Iterator[Demo]:
    """Run `debugpage demo` with `arguments` from a checkout in `folder`, until exit."""
    demo = ("debugpage", "demo", "--no-open", *arguments)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.launcher", *demo],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            assert process.stdout
            yield Demo(process, process.stdout.readline().split()[-1])
        finally:
            process.kill()
