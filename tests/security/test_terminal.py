"""What a server shows to who sits at its terminal: a link, a code, and the code that runs."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.consoles import with_header
from tests.security.doors import Site, let, private_folder, with_cookie
from tests.servers import ADDRESS, COMMANDS, ROOT, Server
from tests.wire import CURL, Ask, over_socket

pty = pytest.importorskip("pty")

LINK = re.compile(r"(http://\S+/__debugpage__/unlock\?id=(\S+))#([0-9a-f]{32})")
CODE = re.compile(r"shows (\w{4})\..* code there: (\w{4}-\w{4})")
CASES = [
    pytest.param(kind, target, id=kind)
    for kind, target in (("werkzeug", "plain_wsgi:checked"), ("uvicorn", "plain_asgi:checked"))
]


@contextmanager
def on_terminal(kind: str, target: str, folder: Path) -> Iterator[Site]:
    """Serve an app whose standard error is a terminal; what it shows goes to the log's file."""
    with private_folder() as private:
        yield from _on_terminal(kind, target, folder, private)


def _on_terminal(kind: str, target: str, folder: Path, private: Path) -> Iterator[Site]:
    log, (master, slave) = folder / "log", pty.openpty()
    plain = ["--no-use-colors"] if kind == "uvicorn" else []
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.launcher", *COMMANDS[kind](f"tests.apps.{target}"), *plain],
        cwd=ROOT,
        env={
            **os.environ,
            "CANARY": str(folder),
            "DEBUGPAGE": "1",
            "PYTHONUNBUFFERED": "1",
            "XDG_RUNTIME_DIR": str(private.parent),
        },
        stdin=subprocess.PIPE,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    log.touch()
    reader = threading.Thread(target=_copy, args=(master, log), daemon=True)
    reader.start()
    server = Server(kind, "127.0.0.1", 0, log, process)
    try:
        port = int(server.wait_for_log(ADDRESS.pattern, seconds=60)[1])
        send = over_socket("127.0.0.1", port)
        yield Site(server._replace(port=port), send, private)
    finally:
        process.terminate()
        process.communicate(timeout=10)
        reader.join(10)


def _copy(master: int, log: Path) -> None:
    with log.open("ab", buffering=0) as file, suppress(OSError):  # Linux's end of a terminal
        while data := os.read(master, 4096):
            file.write(data)
    os.close(master)


@pytest.mark.parametrize(("kind", "target"), CASES)
def test_the_link_opens_the_consoles_of_the_error(kind: str, target: str, tmp_path: Path) -> None:
    with on_terminal(kind, target, tmp_path) as site:
        site.send(Ask("/boom", headers=CURL))
        assert not LINK.search(site.server.log())  # whoever asked is no browser
        error = site.error()
        address, named, key = site.server.wait_for_log(LINK.pattern).groups()
        assert address.startswith(site.origin)
        assert named == error
        site.error()
        assert len(LINK.findall(site.server.log())) == 1  # while it is good
        to = let(site.send(site.ask("key", key=key, error=error)))
        console = site.console(to)
        assert console.traceback == error
        site.send(with_cookie(console.ask("canary() # \x1b[2J"), to))
        site.server.wait_for_log(r"code runs \(session .*canary\(\) # ⟨ESC⟩\[2J")
        assert console.token not in site.server.log()
        assert to.cookie.partition("=")[2] not in site.server.log()


@pytest.mark.parametrize(("kind", "target"), CASES)
def test_the_code_opens_the_consoles(kind: str, target: str, tmp_path: Path) -> None:
    with on_terminal(kind, target, tmp_path) as site:
        error = site.error()
        asked = site.said("ask")
        assert asked["told"] is True
        label, code = site.server.wait_for_log(CODE.pattern).groups()
        assert label == asked["label"]
        other = site.said("ask")
        wrong = site.ask("code", challenge=other["challenge"], code=code)
        assert site.send(wrong).status == 403  # it is the code of another browser
        right = site.ask(
            "code", challenge=asked["challenge"], code=f" {code.lower()} ", error=error
        )
        assert site.send(with_header(right, "Origin", "http://127.0.0.1:1")).status == 403
        to = let(site.send(right))
        assert site.send(with_cookie(site.console(to).ask("1"), to)).status == 200
        assert site.send(right).status == 410
