"""The console's half in the browser: what it sends, when, and what it does with the answers."""

import hmac
import json

import pytest
from playwright.sync_api import expect

from debugpage.render.json_document import plain
from tests import reports
from tests.browser.endpoint import ADDRESS, Endpoint


def signed(secret: str, body: str) -> str:
    return hmac.digest(secret.encode(), f"eval\n{body}".encode(), "sha256").hex()


def test_commands_carry_signature_frame_and_a_rising_number(endpoint: Endpoint) -> None:
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
    keys = ("key-9", "key-9", "key-8")
    assert endpoint.tokens == [signed(*one) for one in zip(keys, endpoint.bodies, strict=True)]
    assert {ask["tb"] for ask in endpoint.asked} == {reports.plain().id}


def test_output_value_and_error_are_shown_as_text(endpoint: Endpoint) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    value = plain(reports.mapping({evil: reports.text(evil)}))
    endpoint.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    endpoint.will(
        {"output": [["stdout", evil + "1"], ["stderr", evil + "2"]], "omitted": 7, "value": value},
        {"error": {"traceback": f"Traceback: {evil}", "report": plain(reports.plain())}},
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
    expect(endpoint.box).to_have_value("for n in range(3):\n    ")
    expect(endpoint.log).to_be_empty()
    endpoint.box.press("Shift+Enter")
    expect(endpoint.box).to_have_value("for n in range(3):\n    \n    ")
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
    endpoint.page.keyboard.type("n")
    endpoint.settle()
    expect(endpoint.box).to_have_value("for n in range(3):\n    n")
    assert len(endpoint.asked) == 1


def test_a_refusal_is_shown_and_what_was_typed_is_kept(endpoint: Endpoint) -> None:
    sentence = "This console has ended: the server was started anew."
    endpoint.answers["eval"] = [
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


def test_keys_in_the_box_are_its_own(endpoint: Endpoint) -> None:
    endpoint.will({})
    endpoint.type("1")
    endpoint.settle()
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
