"""Who gets the values that a page of its own developer loads when they are asked for."""

from typing import TYPE_CHECKING, Any

import pytest

from debugpage.capture.remainder import Remainder
from tests.apps import flask_app
from tests.consoles import facts, open_console, tokens
from tests.pages import labelled, report_path
from tests.wire import Answer, Ask, Send, over_wsgi

if TYPE_CHECKING:
    from debugpage.report import Report

ORIGIN = "http://127.0.0.1:8000"
SCRIPT = (
    ("Accept", "application/json"),
    ("Sec-Fetch-Dest", "empty"),
    ("Sec-Fetch-Mode", "cors"),
    ("Sec-Fetch-Site", "same-origin"),
)


@pytest.fixture
def send(monkeypatch: pytest.MonkeyPatch) -> Send:
    monkeypatch.setenv("DEBUGPAGE", "1")
    return over_wsgi(flask_app.app)


def frames(answer: Answer) -> list[dict[str, Any]]:
    """Return the frames of the libraries in an error's JSON, but for those that raised."""
    problems = answer.json()["report"]["problems"]
    return [one for problem in problems for one in problem["frames"][:-1] if one["library"]]


def tables(answer: Answer) -> int:
    return len(labelled(answer.html(), "Values"))


def test_a_page_has_those_of_own_frames_and_its_address_all(send: Send) -> None:
    page = send(Ask("/boom"))
    assert tables(page) == 3
    assert "?values=all" in page.text
    whole = send(Ask(f"{report_path(page)}?values=all"))
    assert tables(whole) == len(tokens(whole)) == len(tokens(page)) > 3
    assert "?values=all" not in whole.text


def test_the_query_of_the_app_is_its_own(send: Send) -> None:
    assert tables(send(Ask("/boom?values=all"))) == 3


def test_json_is_complete_as_long_as_frames_are_live(send: Send) -> None:
    path = report_path(send(Ask("/boom")))
    live = frames(send(Ask(f"{path}.json")))
    assert {one["unloaded"] for one in live} == {None}
    assert all(one["locals"] for one in live)
    console = open_console(send(Ask("/boom")), ORIGIN)
    assert send(console.command("lock")).status == 200
    gone = frames(send(Ask(f"{path}.json")))
    assert [one["unloaded"] for one in gone] == [len(one["locals"]) for one in live]
    assert all(one["locals"] == one["values"] == [] for one in gone)


def test_who_may_see_no_values_gets_none(send: Send) -> None:
    path = report_path(send(Ask("/boom")))
    for asked in (Ask("/boom", headers=SCRIPT), Ask(f"{path}?values=all", headers=SCRIPT)):
        for one in frames(send(asked)):
            assert (one["values"], one["locals"], one["unloaded"]) == ([], [], None)


def test_values_that_nobody_gets_are_not_made(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"{report_path(send(Ask('/boom')))}?values=all"
    asked: list[str] = []

    def completed(_remainder: Remainder, report: "Report") -> "Report":
        asked.append(report.id)
        return report

    monkeypatch.setattr(Remainder, "completed", completed)
    assert send(Ask(path, headers=SCRIPT)).status == 200
    assert asked == []
    send(Ask(path))
    assert len(asked) == 1


def test_the_values_of_a_frame(send: Send) -> None:
    page = send(Ask("/boom"))
    known = frames(send(Ask(f"{report_path(page)}.json")))
    name = next(one["id"] for one in known if one["function"] == "Flask.dispatch_request")
    assert name != facts(page)["open"]
    console = open_console(page, ORIGIN, name)
    answer = send(console.command("values", path=[])).json()
    assert [entry["name"] for entry in answer["values"]][:2] == ["self", "self.view_functions"]
    assert {entry["name"] for entry in answer["locals"]} >= {"self", "req", "rule"}
    assert answer["locals_omitted"] == 0
    again = console.command("values", path=[])
    assert [send(again).status, send(again).status] == [200, 409]
    assert send(console.command("lock")).status == 200
    assert send(console.command("values", path=[])).status == 403
