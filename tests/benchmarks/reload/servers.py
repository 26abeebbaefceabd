"""The development servers that are compared, each in processes of its own.

Linux only: which processes are a server's, and whether they are at rest, is read from `/proc`.
"""

import os
import signal
import subprocess
import sys
import sysconfig
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.reload.projects import Interface, Project
from tests.servers import free_port

SCRIPTS = Path(sysconfig.get_path("scripts"))
REST_SECONDS = 0.3
REST_TICKS = 3
"""Ticks of the CPU (10 ms) that a server which rests may use in that time: some look at files."""
MOST_SECONDS_TO_REST = 15
STOP_SECONDS = 5


class Contender(NamedTuple):
    """A server: its name, what it speaks, its command for a port, and the script it comes with."""

    name: str
    interfaces: tuple[Interface, ...]
    command: Callable[[int], list[str]]
    script: str = ""

    @property
    def is_there(self) -> bool:
        """Tell whether it is installed."""
        return not self.script or (SCRIPTS / self.script).exists()


def _ours(way: str) -> Contender:
    options = ("app:app", "--reload-by", way, "--port")
    return Contender(
        f"debugpage run ({way})",
        ("asgi", "wsgi"),
        lambda port: [sys.executable, "-m", "debugpage", "run", *options, str(port)],
    )


CONTENDERS = (
    _ours("fork"),
    _ours("spare"),
    _ours("cold"),
    Contender(
        "uvicorn --reload",
        ("asgi",),
        lambda port: [sys.executable, "-m", "uvicorn", "app:app", "--reload", f"--port={port}"],
    ),
    Contender(
        "flask run --debug",
        ("wsgi",),
        lambda port: [
            *(sys.executable, "-m", "flask", "--app", "app", "run", "--debug", "--port", str(port))
        ],
    ),
    Contender(
        "granian --reload",
        ("asgi",),
        lambda port: [
            *(sys.executable, "-m", "granian", "--interface", "asgi", "--reload"),
            *("--host", "127.0.0.1", "--port", str(port), "app:app"),
        ],
        script="granian",
    ),
    Contender(
        "uvicorn-hmr",
        ("asgi",),
        lambda port: [
            *(str(SCRIPTS / "uvicorn-hmr"), "app:app", "--host", "127.0.0.1", "--port", str(port))
        ],
        script="uvicorn-hmr",
    ),
)


class Server:
    """A server that runs on a project. mark: what all its processes have in their environment."""

    def __init__(self, contender: Contender, project: Project, port: int, mark: str) -> None:
        self.contender = contender
        self.project = project
        self.port = port
        self._mark = mark.encode()

    def log(self) -> str:
        """Return what it has said."""
        return _log_of(self.project).read_text(errors="replace")

    def rest(self) -> None:
        """Wait until its processes do nothing more for the last save, as a spare one does."""
        deadline = time.monotonic() + MOST_SECONDS_TO_REST
        before = self._ticks()
        while time.monotonic() < deadline:
            time.sleep(REST_SECONDS)
            now = self._ticks()
            if now - before <= REST_TICKS:
                return
            before = now

    def processes(self) -> list[int]:
        """Return all its processes, whoever their parent is now."""
        pids = (int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit())
        return [pid for pid in pids if self._mark in _read(pid, "environ")]

    def _ticks(self) -> int:
        return sum(_ticks_of(pid) for pid in self.processes())


@contextmanager
def running(contender: Contender, project: Project) -> Iterator[Server]:
    """Run a server on a project until exit; its log is in the folder of the project's folder."""
    mark = f"BENCHMARK_OF_RELOADING={uuid.uuid4().hex}"
    port = free_port()
    server = Server(contender, project, port, mark)
    with _log_of(project).open("wb") as log:
        process = subprocess.Popen(
            contender.command(port),
            cwd=project.folder,
            env={**_environment(), **dict([mark.split("=")])},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield server
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        for pid in server.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def _log_of(project: Project) -> Path:
    """Return a file outside of the folder that is watched."""
    return project.folder.with_name(f"{project.folder.name}.log")


def _environment() -> dict[str, str]:
    prefixes = ("DEBUGPAGE", "FLASK", "COVERAGE", "PYTEST", "PYTHONDONTWRITEBYTECODE")
    return {name: text for name, text in os.environ.items() if not name.startswith(prefixes)}


def _ticks_of(pid: int) -> int:
    fields = _read(pid, "stat").rpartition(b") ")[2].split()
    return int(fields[11]) + int(fields[12]) if fields else 0


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:  # it has ended, or is another user's
        return b""
