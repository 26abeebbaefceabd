"""The console's half in the browser, with an endpoint that the tests play."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from debugpage.render import HtmlRenderer
from debugpage.render.json_document import plain
from debugpage.render.policy import content_security_policy
from debugpage.report import ConsoleAccess
from tests import reports
from tests.browser.conftest import OpenPage

ADDRESS = "http://127.0.0.1:5000/checkout"
NOTHING: dict[str, Any] = {
    "output": [],
    "omitted": 0,
    "value": None,
    "error": None,
    "incomplete": False,
}


class Endpoint:
    """Answers the page's commands with what the test has laid ready, and keeps what was asked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[Any] = []
        self.tokens: list[str | None] = []
        self.answers: list[tuple[int, str]] = []
        page.route("**/*", self.answer)
        page.goto(ADDRESS)

    def will(self, *answers: dict[str, Any]) -> None:
        self.answers = [(200, json.dumps(NOTHING | answer)) for answer in answers]

    def answer(self, route: Route) -> None:
        if route.request.method == "GET":
            access = ConsoleAccess("/__debugpage__/boot/", {"f9": "key-9", "f8": "key-8"})
            html = HtmlRenderer().render(reports.plain(), access, nonce="n")
            policy = {"Content-Security-Policy": content_security_policy("n")}
            route.fulfill(content_type="text/html; charset=utf-8", headers=policy, body=html)
            return
        assert route.request.url == "http://127.0.0.1:5000/__debugpage__/boot/eval"
        assert route.request.headers["content-type"] == "application/json"
        self.asked.append(route.request.post_data_json)
        self.tokens.append(route.request.headers.get("x-debugpage-token"))
        status, body = self.answers.pop(0)
        route.fulfill(status=status, content_type="application/json", body=body)

    def frame(self, label: str = "rate_for, shop/tax.py:10") -> Locator:
        return self.page.get_by_role("region", name=label)

    @property
    def box(self) -> Locator:
        return self.frame().get_by_role("textbox", name="Console")

    @property
    def log(self) -> Locator:
        return self.frame().get_by_role("log", name="Console output")

    def type(self, code: str) -> None:
        self.box.fill(code)
        self.box.press("Enter")

    def settle(self) -> None:
        """Wait until nothing runs any more."""
        expect(self.page.locator("[aria-busy]")).to_have_count(0)


@pytest.fixture
def endpoint(open_page: OpenPage) -> Endpoint:
    return Endpoint(open_page(viewport={"width": 1400, "height": 1000}))


def test_commands_carry_token_frame_and_a_rising_number(endpoint: Endpoint) -> None:
    endpoint.will({}, {}, {})
    for code in ("a", "b"):
        endpoint.type(code)
        expect(endpoint.box).to_have_value("")
    other = endpoint.frame("charge, shop/tax.py:4")
    other.locator("summary").first.click()
    other.get_by_role("textbox", name="Console").fill("c")
    other.get_by_role("textbox", name="Console").press("Enter")
    expect(other.get_by_role("log")).to_contain_text("c")
    endpoint.settle()
    sent = [(ask["frame"], ask["seq"], ask["code"]) for ask in endpoint.asked]
    assert sent == [("f9", 1, "a"), ("f9", 2, "b"), ("f8", 1, "c")]
    assert endpoint.tokens == ["key-9", "key-9", "key-8"]
    assert {ask["tb"] for ask in endpoint.asked} == {reports.plain().id}


def test_output_value_and_error_are_shown_as_text(endpoint: Endpoint) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    value = plain(reports.mapping({evil: reports.text(evil)}))
    endpoint.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    endpoint.will(
        {"output": [["stdout", evil + "1"], ["stderr", evil + "2"]], "omitted": 7, "value": value},
        {"error": f"Traceback: {evil}"},
    )
    endpoint.type(evil)
    tree = endpoint.log.get_by_role("group")
    expect(tree).to_contain_text("dict · 1")
    tree.locator("summary").click()
    expect(tree.get_by_role("listitem")).to_contain_text(evil)
    for shown in (evil + "1", evil + "2", "7 characters of output left out"):
        expect(endpoint.log).to_contain_text(shown)
    endpoint.type("again")
    expect(endpoint.log).to_contain_text(f"Traceback: {evil}")
    expect(endpoint.log.locator("img, script")).to_have_count(0)


def test_an_incomplete_block_stays_in_the_box(endpoint: Endpoint) -> None:
    endpoint.will({"incomplete": True})
    endpoint.type("for n in range(3):")
    expect(endpoint.box).to_have_value("for n in range(3):\n")
    expect(endpoint.log).to_be_empty()
    endpoint.box.press("Shift+Enter")
    expect(endpoint.box).to_have_value("for n in range(3):\n\n")
    assert len(endpoint.asked) == 1


def test_what_is_typed_while_code_runs_is_run_after_it(endpoint: Endpoint) -> None:
    endpoint.will(*({} for _ in range(5)))
    endpoint.box.click()
    for code in "abcde":
        endpoint.page.keyboard.type(code)
        endpoint.page.keyboard.press("Enter")
    endpoint.page.keyboard.type("and more")
    endpoint.settle()
    assert [(ask["seq"], ask["code"]) for ask in endpoint.asked] == [*enumerate("abcde", 1)]
    expect(endpoint.box).to_have_value("and more")


def test_what_is_typed_ahead_belongs_to_the_block_that_is_not_complete(endpoint: Endpoint) -> None:
    endpoint.will({"incomplete": True})
    endpoint.box.click()
    endpoint.page.keyboard.type("for n in range(3):")
    endpoint.page.keyboard.press("Enter")
    endpoint.page.keyboard.type("    n")
    expect(endpoint.box).to_have_value("for n in range(3):\n    n")
    endpoint.settle()
    assert len(endpoint.asked) == 1


def test_a_refusal_is_shown_and_what_was_typed_is_kept(endpoint: Endpoint) -> None:
    sentence = "This console has ended: the server was started anew."
    endpoint.answers = [
        (410, json.dumps({"error": sentence})),
        (502, "<h1>Bad gateway</h1>"),
        (200, "no JSON"),
    ]
    for said in (sentence, "The server refused (502).", "The server did not answer"):
        endpoint.type("precious code")
        expect(endpoint.log).to_contain_text(said)
        expect(endpoint.box).to_have_value("precious code")
    assert [ask["seq"] for ask in endpoint.asked] == [1, 2, 3]


def test_a_server_that_is_gone_is_told(endpoint: Endpoint) -> None:
    endpoint.page.unroute("**/*")
    endpoint.page.route("**/*", lambda route: route.abort("connectionrefused"))
    endpoint.type("1 + 1")
    expect(endpoint.log).to_contain_text("The server did not answer. Is it still running?")
    expect(endpoint.box).to_have_value("1 + 1")


def test_history_is_recalled_even_after_a_reload(endpoint: Endpoint) -> None:
    endpoint.will({}, {})
    for code in ("first", "second"):
        endpoint.type(code)
    endpoint.settle()
    endpoint.page.reload()
    endpoint.box.fill("draft")
    for key, shown in (
        *(("ArrowUp", "second"), ("ArrowUp", "first"), ("ArrowUp", "first")),
        *(("ArrowDown", "second"), ("ArrowDown", "draft"), ("ArrowDown", "draft")),
    ):
        endpoint.box.press(key)
        expect(endpoint.box).to_have_value(shown)


def test_keys_in_the_box_are_its_own_but_for_two(endpoint: Endpoint) -> None:
    endpoint.will({})
    endpoint.type("1")
    expect(endpoint.log).to_contain_text("1")
    endpoint.box.press_sequentially("jkoce?")
    expect(endpoint.box).to_have_value("jkoce?")
    expect(endpoint.page.get_by_role("dialog")).to_be_hidden()
    endpoint.box.press("Control+l")
    expect(endpoint.log).to_be_empty()
    endpoint.box.press("Escape")
    expect(endpoint.frame().locator("summary").first).to_be_focused()


def test_nothing_in_the_address_or_from_other_windows_is_run(endpoint: Endpoint) -> None:
    endpoint.page.goto(f"{ADDRESS}?__debugger__=yes&cmd=1&code=boom()#code=boom()")
    endpoint.page.evaluate("""window.postMessage({ code: "boom()", cmd: "eval" }, "*")""")
    expect(endpoint.box).to_have_value("")
    assert endpoint.asked == []
