"""What is told of an error whose process is no more, and what another app's process tells."""

import os
import signal
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from debugpage.history.database import Database
from debugpage.history.place import NAME
from tests.consoles import evaluate, facts
from tests.crews import Page, open_crew, page_of
from tests.pages import RESERVED
from tests.reloading import wait_until
from tests.servers import serve
from tests.wire import Ask, Send, over_socket


def folder(tmp_path: Path, name: str) -> Path:
    (tmp_path / name).mkdir()
    return tmp_path / name


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists():  # until the server has taken note of it
        assert time.monotonic() < deadline
        time.sleep(0.01)


def wait_until_kept(page: Page, place: Path) -> None:
    """Wait until the history has a page's error: it is written beside the app."""
    history = Database(place / "debugpage" / "history" / NAME)
    wait_until(lambda: page.path in {RESERVED + one.line.id for one in history.lines(None)})


def is_past(send: Send, page: Page, why: str) -> None:
    """Assert that a page is told by the history, and that its consoles are gone, and why."""
    for _ in range(4):
        opened, evaluated = send(Ask(page.path)), send(page.console.ask("1"))
        assert (opened.status, evaluated.status) == (200, 410)
        assert page.mark in opened.text
        assert f"The consoles are gone: {why}" in opened.text
        assert evaluated.json()["error"] in opened.text
        assert facts(opened)["tokens"] == {}


def is_gone(send: Send, page: Page, why: str) -> None:
    for _ in range(4):
        opened, evaluated = send(Ask(page.path + ".json")), send(page.console.ask("1"))
        assert (opened.status, evaluated.status) == (410, 410)
        assert why in opened.json()["error"]
        assert why in evaluated.json()["error"]


@pytest.mark.parametrize("kind", ["gunicorn-2", "uvicorn-4"])
def test_a_killed_process_is_told_from_a_restart(kind: str, tmp_path: Path) -> None:
    with open_crew(kind, tmp_path) as crew:
        lost, kept = crew.pages[0], crew.pages[-1]
        wait_until_kept(lost, tmp_path)
        kill(lost.pid)
        is_past(crew.send, lost, "The worker process that had this error has ended")
        assert evaluate(crew.send, kept.console, "mark")["value"]["text"] == repr(kept.mark)


def test_a_process_that_ends_while_it_evaluates_is_gone(tmp_path: Path) -> None:
    with open_crew("gunicorn-2", tmp_path) as crew:
        with crew.busy() as pid:  # so that the other process is asked, and lives to tell
            page = next(page for page in crew.pages if page.pid == pid)
            answer = crew.send(page.console.ask("import os; os._exit(1)"))
        assert answer.status == 410
        assert "has ended" in answer.json()["error"]


def test_a_process_for_each_request_takes_its_frames_along(tmp_path: Path) -> None:
    # With a history it would depend on which is first: the end of the process, or the writing.
    environ = {"DEBUGPAGE_HISTORY": "0"}
    with serve("werkzeug-forking", "tests.apps.marked:wsgi", tmp_path, environ) as server:
        send = over_socket(server.host, server.port)
        page = page_of(send(Ask("/boom")), f"http://{server.host}:{server.port}")
        is_gone(send, page, "made for that one request")


def test_another_server_tells_nothing_and_knows_a_restart(tmp_path: Path) -> None:
    with ExitStack() as stack:
        with open_crew("gunicorn-2", folder(tmp_path, "one")) as one:
            other = stack.enter_context(open_crew("gunicorn-2", folder(tmp_path, "other")))
            page, origin = one.pages[0], f"http://{other.server.host}:{other.server.port}"
            foreign = page._replace(console=page.console._replace(origin=origin))
            assert other.send(Ask(page.path)).status == 404
            assert other.send(foreign.console.ask("1")).status == 404
            assert evaluate(one.send, page.console, "mark")["value"]["text"] == repr(page.mark)
        is_gone(other.send, foreign, "restarted")
