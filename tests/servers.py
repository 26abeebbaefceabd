"""Real servers, each in a process of its own, on a free port of 127.0.0.1.

Every server is told to take port 0 and says in its log which one it got, so no two tests can race
for a port.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
START_SECONDS = 60
STOP_SECONDS = 5

GUNICORN = ("--bind=127.0.0.1:0", "--graceful-timeout=1")


def free_port() -> int:
    """Return a port that is free now, for a server that cannot tell which one it got."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def gunicorn(*options: str) -> Callable[[str], list[str]]:
    return lambda target: ["gunicorn", *GUNICORN, *options, target]


def uvicorn(loop: str) -> Callable[[str], list[str]]:
    options = ("--port=0", "--timeout-graceful-shutdown=1", f"--loop={loop}")
    return lambda target: ["uvicorn", *options, target]


def hypercorn(worker: str) -> Callable[[str], list[str]]:
    options = ("--bind=127.0.0.1:0", "--graceful-timeout=1", f"--worker-class={worker}")
    return lambda target: ["hypercorn", *options, target]


def granian(interface: str, workers: int) -> Callable[[str], list[str]]:
    return lambda target: [
        *("granian", "--interface", interface, f"--workers={workers}", "--blocking-threads=1"),
        *("--workers-kill-timeout=1", f"--port={free_port()}", target),
    ]


COMMANDS: dict[str, Callable[[str], list[str]]] = {
    "run": lambda target: ["debugpage", "run", "--no-reload", "--port=0", target],
    "werkzeug": lambda target: ["werkzeug", target],
    "wsgiref": lambda target: ["wsgiref", target],
    "flask-run": lambda target: ["flask", "--app", target, "run", "--port", "0"],
    "flask-debug": lambda target: [
        *("flask", "--app", target, "--debug", "run", "--no-reload", "--port", "0")
    ],
    "gunicorn-sync": gunicorn("--workers=1", "--worker-class=sync"),
    "gunicorn-gthread": gunicorn("--workers=1", "--worker-class=gthread", "--threads=4"),
    "gunicorn-hasty": gunicorn("--workers=1", "--worker-class=sync", "--timeout=3"),
    "uvicorn": uvicorn("asyncio"),
    "uvicorn-uvloop": uvicorn("uvloop"),
    "hypercorn": hypercorn("asyncio"),
    "hypercorn-trio": hypercorn("trio"),
    "gunicorn-2": gunicorn("--workers=2", "--worker-class=sync"),
    "gunicorn-2-preload": gunicorn("--workers=2", "--worker-class=sync", "--preload"),
    "gunicorn-2-gthread": gunicorn(
        # A browser keeps to one process as long as its connection is kept.
        *("--workers=2", "--worker-class=gthread", "--threads=4", "--keep-alive=0")
    ),
    "gunicorn-2-gevent": gunicorn("--workers=2", "--worker-class=gevent"),
    "uvicorn-4": lambda target: [
        *("uvicorn", "--port=0", "--workers=4", "--timeout-graceful-shutdown=1", target)
    ],
    "hypercorn-2": lambda target: [
        *("hypercorn", "--bind=127.0.0.1:0", "--workers=2", "--graceful-timeout=1", target)
    ],
    "gunicorn-asgi": gunicorn("--workers=1", "--worker-class=asgi"),
    "granian-wsgi": granian("wsgi", 1),
    "granian-asgi": granian("asgi", 1),
    "granian-2-wsgi": granian("wsgi", 2),
    "granian-2-asgi": granian("asgi", 2),
    "waitress": lambda target: ["waitress", "--listen=127.0.0.1:0", target],
    "daphne": lambda target: ["daphne", "--bind=127.0.0.1", "--port=0", target],
    "aiohttp": lambda target: ["own-server", target],
    "sanic": lambda target: ["own-server", target],
    "aiohttp-cli": lambda target: [
        *("aiohttp.web", "--hostname=127.0.0.1", f"--port={free_port()}", target)
    ],
    "sanic-cli": lambda target: [
        *("sanic", "--host=127.0.0.1", f"--port={free_port()}", "--single-process", target)
    ],
    "werkzeug-forking": lambda target: ["werkzeug-forking", target],
}

ADDRESS = re.compile(
    r"(?:[Rr]unning on|Goin' Fast @|Serving (?:at|on)|Listening (?:at:|on TCP address)) (?:http://)?127\.0\.0\.1:(\d+)"
)


class ServerError(RuntimeError):
    """A server did not start, or did not log what was waited for. The message holds its log."""


class Server(NamedTuple):
    """A server that answers on `host`:`port`; its standard output and error are in `log_file`."""

    kind: str
    host: str
    port: int
    log_file: Path
    process: "subprocess.Popen[bytes]"

    def log(self) -> str:
        """Return what the server and the app have written so far."""
        return self.log_file.read_text(errors="replace")

    def wait_for_log(self, pattern: str, since: int = 0, seconds: float = 5) -> re.Match[str]:
        """Return the first match of `pattern` in the log after its first `since` characters.

        Raises ServerError after `seconds`.
        """
        return _wait_for(pattern, self.log_file, self.process, seconds, since)


@contextmanager
def serve(
    kind: str, target: str, folder: Path, environ: Mapping[str, str | None] | None = None
) -> Iterator[Server]:
    """Serve the app `target` (module:name) on a server of `kind` (see COMMANDS) until exit.

    `folder` takes the log and the counters of `tests.apps.failures`. `environ` is added to the
    environment, in which debugpage is switched on; None removes a variable.
    """
    log_file = folder / "log"
    command = [sys.executable, "-m", "tests.launcher", *COMMANDS[kind](target)]
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=_environment(folder, environ or {}),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        match = _wait_for(ADDRESS.pattern, log_file, process, START_SECONDS)
        server = Server(kind, "127.0.0.1", int(match[1]), log_file, process)
        _wait_for_connection(server)
        yield server
    finally:
        _end(process)


def _environment(folder: Path, changes: Mapping[str, str | None]) -> dict[str, str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DEBUGPAGE", "FLASK", "QUART", "COVERAGE", "PYTEST"))
        and name != "PYTHONDONTWRITEBYTECODE"  # what all of them load is compiled once
    }
    wanted = {
        **inherited,
        "CANARY": str(folder),
        "DEBUGPAGE": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "XDG_CACHE_HOME": str(folder),  # each server has a history of its own
        **changes,
    }
    return {name: value for name, value in wanted.items() if value is not None}


def _wait_for(
    pattern: str,
    log_file: Path,
    process: "subprocess.Popen[bytes]",
    seconds: float,
    since: int = 0,
) -> re.Match[str]:
    deadline = time.monotonic() + seconds
    while True:
        ended = process.poll() is not None
        text = log_file.read_text(errors="replace")
        if match := re.search(pattern, text[since:]):
            return match
        if ended or time.monotonic() > deadline:
            what = "the server has ended" if ended else f"{seconds} seconds have passed"
            raise ServerError(f"no {pattern!r} in its log, and {what}:\n{text}")
        time.sleep(0.02)


def _wait_for_connection(server: Server) -> None:
    """Wait until a connection is taken: servers of several workers tell their address earlier."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection((server.host, server.port), START_SECONDS).close()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise ServerError(f"it takes no connection:\n{server.log()}") from None
            time.sleep(0.02)
        else:
            return


def _end(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    finally:
        process.stdin.close()
