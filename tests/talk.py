"""A conversation with the console of one frame on a running server, as the page's script has it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.consoles import Console, evaluate, open_console
from tests.servers import Server, serve
from tests.wire import Answer, Ask, Send, over_socket

Progress = dict[str, Any]


class Talk(NamedTuple):
    """The console of the frame that stands open on a page of `server`."""

    server: Server
    send: Send
    console: Console

    def run(self, code: str) -> Progress:
        """Run code to its end."""
        return evaluate(self.send, self.console, code)

    def text(self, code: str) -> str:
        """Return the text of the value of `code`."""
        told = self.run(code)
        assert told["error"] is None, told["error"]["traceback"]
        text: str = told["value"]["text"]
        return text

    def start(self, code: str) -> Progress:
        """Start code, and return how far it is after a moment."""
        return progress(self.ask("eval", code=code))

    def ask(self, name: str, /, **fields: object) -> Answer:
        return self.send(self.console.command(name, **fields))

    def follow(self, known: Progress) -> Progress:
        """Return how far a run is since what is known of it."""
        return progress(self.ask("progress", run=known["run"], position=known["position"]))

    def stop(self, known: Progress) -> Progress:
        """Press Stop, and return how far the run is after a moment."""
        return progress(self.ask("interrupt", run=known["run"], position=known["position"]))

    def get(self, path: str) -> Answer:
        return self.send(Ask(path))

    def processor_seconds(self) -> float:
        """Return how long the process of the frame has had a processor (Linux)."""
        pid = self.text("import os; os.getpid()")
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def peak_memory(self) -> int:
        """Return the most bytes that the process of the frame ever had in memory (Linux)."""
        pid = self.text("import os; os.getpid()")
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        (peak,) = (line for line in lines if line.startswith("VmHWM:"))
        return int(peak.split()[1]) * 1024


def progress(answer: Answer) -> Progress:
    """Return what an answer tells of a run."""
    assert answer.status == 200, answer.text
    told: Progress = answer.json()
    return told


@contextmanager
def talk_on(kind: str, target: str, folder: Path, path: str = "/fail") -> Iterator[Talk]:
    """Serve an app on a server of `kind`, and open the console of what fails at `path`."""
    with serve(kind, target, folder) as server:
        yield talk_with(server, path)


def talk_with(server: Server, path: str) -> Talk:
    """Open the console of what fails at `path` of a running server."""
    send = over_socket(server.host, server.port)
    console = open_console(send(Ask(path)), f"http://{server.host}:{server.port}")
    return Talk(server, send, console)


def seconds_of(send: Send, path: str) -> float:
    """Return how long a request takes."""
    begin = time.monotonic()
    assert send(Ask(path)).status == 200
    return time.monotonic() - begin
