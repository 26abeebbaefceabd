"""Code that runs for long in a console: followed, stopped, sent once; what becomes of the rest."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from debugpage.render.json_document import plain
from tests import reports
from tests.browser.endpoint import Endpoint

RUNNING: dict[str, Any] = {"run": 1, "state": "running", "position": 1, "output": []}
ENDED: dict[str, Any] = {"run": 1, "state": "ended", "position": 9, "output": []}


def out(text: str) -> list[list[str]]:
    return [["stdout", text]]


def test_output_streams_in_by_its_position(endpoint: Endpoint) -> None:
    endpoint.will(RUNNING | {"run": 3, "output": out("one ")})
    endpoint.lay(
        "progress",
        RUNNING | {"position": "two", "output": out("two ")},
        ENDED | {"output": out("three"), "value": plain(reports.number(42))},
    )
    endpoint.type("code")
    expect(endpoint.log.locator(".stdout")).to_have_text("one two three")
    endpoint.settle()
    expect(endpoint.log.locator(".result")).to_contain_text("42")
    asked = [(ask["run"], ask["position"]) for ask in endpoint.others["progress"]]
    assert asked == [(3, 1), (3, "two")]
    assert [ask["seq"] for ask in endpoint.others["progress"]] == [1, 2]


def test_a_run_of_some_time_can_be_stopped(endpoint: Endpoint) -> None:
    endpoint.will(RUNNING)
    endpoint.lay("interrupt", ENDED | {"output": out("stopped")})
    endpoint.lay("progress", RUNNING, ENDED | {"output": out("never shown")})
    expect(endpoint.stop).to_be_hidden()
    with endpoint.page.expect_request("**/eval"):
        endpoint.hold()
        endpoint.type("while True: pass")
    expect(endpoint.stop).to_be_visible()
    expect(endpoint.page.get_by_role("status").first).to_have_text("The code is running")
    with endpoint.page.expect_request("**/progress"):
        endpoint.answer_next("eval")
    with endpoint.page.expect_request("**/interrupt"):
        endpoint.stop.click()
    endpoint.answer_next("interrupt")
    expect(endpoint.log).to_contain_text("stopped")
    endpoint.release()
    endpoint.settle()
    expect(endpoint.log).not_to_contain_text("never shown")
    expect(endpoint.stop).to_be_hidden()
    expect(endpoint.box).to_be_focused()
    assert [(ask["run"], ask["position"]) for ask in endpoint.others["interrupt"]] == [(1, 1)]


def test_what_is_printed_twice_is_shown_once(endpoint: Endpoint) -> None:
    """Stop and the last question overlap: what answers both has the same output."""
    endpoint.will(RUNNING)
    endpoint.hold()
    with endpoint.page.expect_request("**/eval"):
        endpoint.type("code")
    with endpoint.page.expect_request("**/progress"):
        endpoint.answer_next("eval")
    with endpoint.page.expect_request("**/interrupt"):
        endpoint.box.press("Control+c")
    endpoint.lay("progress", RUNNING | {"position": 5, "output": out("tick ")}, ENDED)
    endpoint.lay("interrupt", ENDED | {"output": out("tick tock")})
    endpoint.release()
    endpoint.settle()
    expect(endpoint.log.locator(".stdout")).to_have_text("tick ")
    assert endpoint.others["progress"][-1]["position"] == 5


def test_control_c_copies_where_something_is_selected(endpoint: Endpoint) -> None:
    endpoint.will(RUNNING)
    endpoint.hold()
    with endpoint.page.expect_request("**/eval"):
        endpoint.type("code")
    endpoint.box.press_sequentially("next")
    endpoint.box.press("Control+a")
    endpoint.box.press("Control+c")
    endpoint.lay("progress", ENDED)
    endpoint.release()
    endpoint.settle()
    assert endpoint.others["interrupt"] == []


def test_c_code_that_does_not_let_go_leaves_the_console_free(endpoint: Endpoint) -> None:
    endpoint.will(RUNNING, {"output": out("free")})
    endpoint.lay("progress", RUNNING)
    endpoint.lay("interrupt", RUNNING | {"state": "left"})
    endpoint.hold()
    with endpoint.page.expect_request("**/eval"):
        endpoint.type("time.sleep(60)")
    endpoint.box.press("Control+c")
    endpoint.release()
    expect(endpoint.log).to_contain_text("The code waits in C code (sleep, a lock, a socket…)")
    endpoint.settle()
    endpoint.type("1")
    expect(endpoint.log).to_contain_text("free")


def test_what_waits_behind_stopped_code_comes_back_unrun(endpoint: Endpoint) -> None:
    endpoint.will(RUNNING)
    endpoint.lay("progress", ENDED)
    endpoint.lay("interrupt", ENDED)
    endpoint.hold()
    with endpoint.page.expect_request("**/eval"):
        endpoint.type("slow()")
    for code in ("second()", "third()"):
        endpoint.type(code)
    expect(endpoint.log).to_contain_text("third()")
    endpoint.box.press_sequentially("fourth")
    endpoint.box.press("Control+c")
    expect(endpoint.box).to_have_value("second()\nthird()\nfourth")
    endpoint.release()
    endpoint.settle()
    assert endpoint.codes() == ["slow()"]
    expect(endpoint.log).not_to_contain_text("second()")


def test_code_is_sent_once_however_often_enter_is_pressed(endpoint: Endpoint) -> None:
    endpoint.will({}, {})
    endpoint.hold()
    endpoint.box.fill("pay()")
    endpoint.page.keyboard.down("Enter")
    for _ in range(5):
        endpoint.page.keyboard.down("Enter")
    endpoint.page.keyboard.up("Enter")
    endpoint.box.press("Enter")
    endpoint.box.press("Control+Enter")
    endpoint.release()
    endpoint.settle()
    assert endpoint.codes() == ["pay()"]


def test_lines_typed_faster_than_the_server_answers_are_one_block(endpoint: Endpoint) -> None:
    endpoint.will({"incomplete": True}, {"incomplete": True}, {"output": out("ran")}, {})
    endpoint.hold()
    endpoint.box.focus()
    for line in ("for n in range(3):", "print(n)", ""):
        endpoint.page.keyboard.type(line)
        endpoint.page.keyboard.press("Enter")
    endpoint.page.keyboard.type("after")
    endpoint.page.keyboard.press("Enter")
    endpoint.release()
    endpoint.settle()
    block = "for n in range(3):\n    print(n)\n"
    assert endpoint.codes()[2:] == [block, "after"]
    expect(endpoint.box).to_have_value("")
    expect(endpoint.log.locator(".turn")).to_have_count(2)


def test_what_only_looked_incomplete_leaves_the_box_when_it_runs(endpoint: Endpoint) -> None:
    endpoint.will({"output": out("ran")})
    endpoint.hold()
    endpoint.type("print('a:'); x = lambda:")
    expect(endpoint.box).to_have_value("print('a:'); x = lambda:\n    ")
    endpoint.box.press_sequentially("next")
    endpoint.release()
    endpoint.settle()
    expect(endpoint.box).to_have_value("next")
    expect(endpoint.log.locator(".input")).to_have_count(1)


def test_a_server_that_is_away_for_a_moment_is_asked_again(endpoint: Endpoint) -> None:
    endpoint.will(RUNNING)
    endpoint.answers["progress"] = [(0, ""), (0, "")]
    endpoint.lay("progress", ENDED | {"output": out("back")})
    endpoint.type("code")
    expect(endpoint.log).to_contain_text("The server does not answer. Trying again…")
    expect(endpoint.log).to_contain_text("back")
    endpoint.settle()
    assert endpoint.codes() == ["code"]


@pytest.mark.parametrize(
    ("status", "said"),
    [(410, "Its frames are gone."), (404, "There is no such run."), (503, "refused (503)")],
)
def test_a_run_that_is_lost_is_told_and_not_run_again(
    endpoint: Endpoint, status: int, said: str
) -> None:
    endpoint.will(RUNNING | {"output": out("begun")})
    endpoint.answers["progress"] = [(status, json.dumps({"error": said}))]
    endpoint.type("code")
    expect(endpoint.log).to_contain_text(said)
    endpoint.settle()
    expect(endpoint.log).to_contain_text("begun")
    expect(endpoint.box).to_have_value("")
    assert endpoint.codes() == ["code"]


def test_a_stop_that_is_refused_is_told(endpoint: Endpoint) -> None:
    endpoint.will(RUNNING)
    endpoint.hold()
    with endpoint.page.expect_request("**/eval"):
        endpoint.type("code")
    endpoint.box.press("Control+c")
    endpoint.answers["interrupt"] = [(409, '{"error": "sent before"}')]
    endpoint.lay("progress", RUNNING, ENDED)
    endpoint.release()
    expect(endpoint.log).to_contain_text("sent before")
    endpoint.settle()
