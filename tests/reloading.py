"""`debugpage run` in a process of its own, on a project of its own, and what one may ask of it."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
SECONDS = 20
"""How long anything may take on a machine with much else to do."""

HEADER = """
def answering(text):
    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            while True:
                what = (await receive())["type"]
                await send({"type": what + ".complete"})
                if what == "lifespan.shutdown":
                    return
        body = str(text() if callable(text) else text).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})
    return app

"""


def asgi(text: str, before: str = "") -> str:
    """Return the source of an app that answers with an expression's value. before: code above."""
    return f"{HEADER}{before}\napp = answering({text})\n"


def wsgi(text: str, before: str = "") -> str:
    """Return the source of such an app for WSGI."""
    return f"""
{before}
def app(environ, start_response):
    value = {text}
    start_response("200 OK", [])
    return [str(value() if callable(value) else value).encode()]
"""


class Answer(NamedTuple):
    """What was answered."""

    status: int
    text: str


class Log:
    """What a server has said: read as it comes, and waited for."""

    def __init__(self, descriptor: int) -> None:
        self._text = ""
        self._more = threading.Condition()
        self._is_over = False
        threading.Thread(target=self._read, args=(descriptor,), daemon=True).start()

    @property
    def text(self) -> str:
        return self._text

    def wait_for(self, pattern: str, since: int = 0, seconds: float = SECONDS) -> re.Match[str]:
        """Return the first match after `since` characters; fail after so many seconds."""
        expression = re.compile(pattern)
        with self._more:
            self._more.wait_for(
                lambda: expression.search(self._text, since) or self._is_over, seconds
            )
            match = expression.search(self._text, since)
        assert match, f"no {pattern!r} after:\n{self._text[:since]}\n--- in:\n{self._text[since:]}"
        return match

    def _read(self, descriptor: int) -> None:
        with suppress(OSError):  # a terminal whose other end is closed
            while data := os.read(descriptor, 1 << 16):
                with self._more:
                    self._text += data.decode(errors="replace").replace("\r\n", "\n")
                    self._more.notify_all()
        with self._more:
            self._is_over = True
            self._more.notify_all()


class Development:
    """A development server on the app of a folder."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Log, folder: Path) -> None:
        self.process = process
        self.log = log
        self.folder = folder
        self.mark = ""
        self.port = int(log.wait_for(r"http://(?:127\.0\.0\.1|\[::1\]|localhost):(\d+)/")[1])
        log.wait_for("Ready in|cannot be loaded")

    def write(self, text: str, name: str = "app.py") -> None:
        """Save a file, all at once, as most editors do."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f"{file.name}~")
        new.write_text(text)
        new.replace(file)

    def get(self, path: str = "/", timeout: float = SECONDS) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return Answer(response.status, response.read().decode())
        finally:
            connection.close()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), SECONDS)

    def wait_until(self, is_it: Callable[[Answer], object], path: str = "/") -> Answer:
        """Ask until an answer is as wished, and return it."""
        deadline = time.monotonic() + SECONDS
        while True:
            with suppress(http.client.RemoteDisconnected):  # whoever was to answer has crashed
                if is_it(answer := self.get(path)):
                    return answer
            assert time.monotonic() < deadline, self.log.text

    def wait_for(self, text: str) -> Answer:
        """Ask until this is the whole answer."""
        return self.wait_until(lambda answer: answer.text == text)

    def wait_for_error(self, text: str) -> Answer:
        """Ask until the answer is an error's page that holds this."""
        return self.wait_until(lambda answer: answer.status == 500 and text in answer.text)

    def processes(self) -> list[int]:
        """Return all processes that descend from the server, whoever their parent is now."""
        return sorted(pid for pid in _pids() if self.mark in _environ(pid))

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        finally:
            for pid in self.processes():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def _pids() -> list[int]:
    return [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]


def parent_of(pid: int) -> int:
    """Return the parent of a process; 0 where it has ended."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1])
    except OSError:
        return 0


def _environ(pid: int) -> str:
    try:
        if "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text():
            return ""
        return Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def wait_until(is_so: Callable[[], object], seconds: float = SECONDS) -> None:
    """Wait for a state of the system that tells nobody when it comes about."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@contextmanager
def developing(
    folder: Path, *options: str, environ: Mapping[str, str] | None = None, app: str = ""
) -> Iterator[Development]:
    """Run the development server on a folder until exit. app: the text of its `app.py`."""
    if app:
        (folder / "app.py").write_text(app)
    mark = f"TEST_OF_RELOADING={uuid.uuid4().hex}"
    command = [sys.executable, "-m", "tests.launcher", "debugpage", "run", "--port", "0", *options]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**environment(folder), **dict([mark.split("=")]), **(environ or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout
    assert process.stdin
    server = None
    try:
        server = Development(process, Log(process.stdout.fileno()), folder)
        server.mark = mark
        yield server
    finally:
        if server:
            server.end()
            print(server.log.text)  # shown where a test fails
        else:
            process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def environment(folder: Path) -> dict[str, str]:
    """Return our environment without what would change what a server of a folder does.

    Bytecode is written where Python has it written for users, whatever is set for the tests.
    """
    bytecode = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
    prefixes = ("DEBUGPAGE", "FLASK", "COVERAGE", "PYTEST", *bytecode)
    kept = {name: text for name, text in os.environ.items() if not name.startswith(prefixes)}
    caches = str(folder.with_name(f"{folder.name}.caches"))
    ours = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "XDG_CACHE_HOME": caches}
    return {**kept, **ours}
