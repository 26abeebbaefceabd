"""The list and the pages of two debuggers that share a history, one of which has ended."""

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from debugpage import wsgi
from debugpage.history import history
from debugpage.history.database import MOST_REPORTS, Database
from debugpage.history.place import history_file
from tests.apps import marked
from tests.apps.actors import play_browser
from tests.consoles import with_header
from tests.crews import Page, page_of
from tests.pages import RESERVED
from tests.wire import HOST, PORT, Answer, Ask, Send, over_wsgi

ORIGIN = f"http://{HOST}:{PORT}"
AS_JSON = with_header(Ask(RESERVED), "Accept", "application/json")


@pytest.fixture(autouse=True)
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    history.flush(10)  # or this test had what the one before has met
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    yield
    history.flush(10)  # or the next test had it


class Process:
    """A process as far as its debugger is one: it ends when nobody holds the debugger any more."""

    def __init__(self, port: int = PORT, **options: Any) -> None:
        self.app: Any = wsgi.DebugMiddleware(
            marked.bare_wsgi, enabled=True, identify=play_browser, **options
        )
        self.port = port

    def send(self, ask: Ask) -> Answer:
        def app(environ: Any, start: Any) -> Any:
            return self.app({**environ, "SERVER_PORT": str(self.port)}, start)

        send: Send = over_wsgi(app)
        return send(with_header(ask, "Host", f"{HOST}:{self.port}"))

    def fail(self, path: str = "/boom") -> Page:
        return page_of(self.send(Ask(path)), f"http://{HOST}:{self.port}")

    def listed(self) -> list[dict[str, Any]]:
        """Return what its list tells."""
        errors: list[dict[str, Any]] = self.send(AS_JSON).json()["errors"]
        return errors

    def end(self) -> None:
        self.listed()  # what it has met is written
        self.app = None
        gc.collect()


def ids(process: Process) -> list[str]:
    return [one["id"] for row in process.listed() for one in (row, *row["earlier"])]


def id_of(page: Page) -> str:
    return page.path.removeprefix(RESERVED)


def test_each_lists_the_errors_of_both_and_which_are_alive() -> None:
    one, other = Process(tracebacks=1), Process()
    pages = [one.fail(), one.fail(), other.fail()]
    one.listed()
    assert ids(other) == [id_of(page) for page in reversed(pages)]
    (row,) = other.listed()
    assert row["count"] == 3
    assert [one["alive"] for one in (row, *row["earlier"])] == [True, True, False]


def test_what_has_ended_is_listed_as_gone_and_its_page_shown() -> None:
    one, other = Process(), Process()
    page = one.fail()
    one.end()
    (row,) = other.listed()
    assert (row["id"], row["alive"]) == (id_of(page), False)
    again = other.send(Ask(page.path))
    assert again.status == 200
    assert page.mark in again.text
    assert "The consoles are gone: " in again.text
    for suffix in (".json", ".md", ".txt"):
        form = other.send(Ask(page.path + suffix))
        assert (form.status, page.mark in form.text) == (200, True)
    ended = other.send(page.console.ask("1"))
    assert ended.status == 410
    assert "has ended" in ended.json()["error"]


def test_who_may_see_no_values_sees_none_of_what_has_ended() -> None:
    one, other = Process(), Process()
    page = one.fail()
    one.end()
    shown = other.send(Ask(page.path + ".json")).json()["report"]
    fetch = with_header(Ask(page.path + ".json"), "Sec-Fetch-Dest", "empty")
    fetched = other.send(with_header(fetch, "Sec-Fetch-Mode", "cors")).json()["report"]
    assert [bool(values(report)) for report in (shown, fetched)] == [True, False]
    refused = over_wsgi(other.app)(with_header(Ask(page.path), "Host", "evil.example"))
    assert (refused.status, page.mark in refused.text) == (403, False)


def values(report: dict[str, Any]) -> list[Any]:
    frames = [frame for problem in report["problems"] for frame in problem["frames"]]
    return [entry for frame in frames for entry in frame["values"] + frame["locals"]]


def test_another_port_lists_its_own_until_the_other_has_ended() -> None:
    one, elsewhere = Process(), Process(port=9)
    page = one.fail()
    one.listed()
    assert ids(elsewhere) == []
    assert elsewhere.send(Ask(page.path)).status == 404
    one.end()
    assert ids(elsewhere) == [id_of(page)]
    assert elsewhere.send(Ask(page.path)).status == 200


def test_another_project_lists_nothing_of_it(tmp_path: Path) -> None:
    one, elsewhere = Process(), Process(project=str(tmp_path))
    page = one.fail()
    one.end()
    assert ids(elsewhere) == []
    assert elsewhere.send(Ask(page.path)).status == 410


def test_without_a_history_each_lists_its_own_and_keeps_nothing(tmp_path: Path) -> None:
    one, other = Process(history=False), Process(history=False)
    page = one.fail()
    assert (ids(one), ids(other)) == ([id_of(page)], [])
    one.end()
    assert other.send(Ask(page.path)).status == 410
    assert not list(tmp_path.glob("**/history"))


def test_what_left_the_memory_is_shown_from_the_history() -> None:
    process = Process(reports=1, tracebacks=1)
    first, _ = process.fail(), process.fail()
    again = process.send(Ask(first.path))
    assert (again.status, first.mark in again.text) == (200, True)
    assert "The consoles are gone: " in again.text


def test_who_is_not_let_in_pushes_nothing_out_of_the_history() -> None:
    process = Process()
    own = process.fail()
    for _ in range(MOST_REPORTS + 20):
        over_wsgi(process.app)(with_header(Ask("/boom"), "Host", "evil.example"))
    process.listed()
    kept = Database(history_file()).lines(None)
    assert len(kept) <= MOST_REPORTS
    assert [one.line.id for one in kept if not one.is_guest] == [id_of(own)]


def test_the_list_has_the_form_that_is_asked_for() -> None:
    process = Process()
    process.fail()
    html, plain = process.send(Ask(RESERVED)), process.send(with_header(AS_JSON, "Accept", "*/*"))
    assert (html.media_type, plain.media_type) == ("text/html", "text/plain")
    assert "MarkedError" in html.text
    assert "MarkedError" in plain.text
    assert html.value("vary") == plain.value("vary") == "Accept"


def test_an_open_list_hears_that_there_is_something_new() -> None:
    process = Process()
    process.fail()
    process.listed()
    versions = [process.send(AS_JSON).json()["version"], heard(process)]
    process.fail()
    process.listed()
    versions.append(heard(process))
    assert versions[0] == versions[1] != versions[2]


def test_where_no_history_can_be_had_the_list_is_told_from_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "debugpage").write_text("a file where the folder would be")
    process = Process()
    pages, versions = [process.fail()], [heard(process)]
    pages.append(process.fail())
    versions.append(heard(process))
    assert ids(process) == [id_of(page) for page in reversed(pages)]
    assert versions[0] != versions[1]
    assert process.send(Ask(pages[0].path)).status == 200
    assert sum("not kept" in message for message in caplog.messages) <= 1


def heard(process: Process) -> str:
    """Return what a list's script is told, which is a page of ours and says so."""
    fields = (("Sec-Fetch-Site", "same-origin"), ("Accept", "text/event-stream"))
    answer = process.send(Ask(f"{RESERVED}x/errors", headers=fields))
    assert (answer.status, answer.media_type) == (200, "text/event-stream")
    retry, data, _ = answer.text.split("\n\n")
    assert retry == "retry: 2000"
    version: str = json.loads(data.removeprefix("data: "))["version"]
    return version


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
def test_nobody_else_hears_anything(site: str | None) -> None:
    fields = (("Sec-Fetch-Site", site),) if site else ()
    answer = Process().send(Ask(f"{RESERVED}x/errors", headers=fields))
    assert (answer.status, answer.json()) == (403, {"error": "refused"})
