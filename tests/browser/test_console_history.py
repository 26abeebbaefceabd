"""What was run comes back: by the arrows, by its beginning, by a search."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.endpoint import ADDRESS, Endpoint

BLOCK = "for n in RATES:\n    print(n)"


@pytest.fixture
def endpoint(endpoint: Endpoint) -> Endpoint:
    """A page of a project in which four entries were run before."""
    entries = ["first", BLOCK, "rate = 1", "second"]
    endpoint.page.evaluate(
        "([key, entries]) => localStorage.setItem(key, entries)",
        [_key(endpoint), json.dumps(entries)],
    )
    endpoint.page.reload()
    return endpoint


def _key(endpoint: Endpoint) -> str:
    facts = json.loads(endpoint.page.locator("#facts").text_content() or "")
    return f"debugpage.history.{facts['project']}"


def walk(endpoint: Endpoint, *steps: tuple[str, str]) -> None:
    """Press keys, and look at what the box holds after each."""
    for key, shown in steps:
        endpoint.box.press(key)
        expect(endpoint.box).to_have_value(shown)


def test_the_arrows_walk_through_all_of_it(endpoint: Endpoint) -> None:
    up = (("ArrowUp", "second"), ("ArrowUp", "rate = 1"), ("ArrowUp", BLOCK), ("ArrowUp", "first"))
    walk(endpoint, *up, ("ArrowUp", "first"))
    walk(endpoint, ("ArrowDown", BLOCK), ("ArrowDown", "rate = 1"))
    walk(endpoint, ("ArrowDown", "second"), ("ArrowDown", ""), ("ArrowDown", ""))


def test_going_back_one_can_still_go_down_within_an_entry(endpoint: Endpoint) -> None:
    walk(endpoint, ("ArrowUp", "second"), ("ArrowUp", "rate = 1"), ("ArrowUp", BLOCK))
    walk(endpoint, ("ArrowDown", BLOCK), ("ArrowDown", "rate = 1"))


def test_what_is_typed_is_how_an_entry_begins(endpoint: Endpoint) -> None:
    endpoint.box.press_sequentially("f")
    walk(endpoint, ("ArrowUp", BLOCK), ("ArrowUp", "first"), ("ArrowUp", "first"))
    walk(endpoint, ("ArrowDown", BLOCK), ("ArrowDown", "f"))
    endpoint.box.press_sequentially("i")
    walk(endpoint, ("ArrowUp", "first"), ("ArrowDown", "fi"))
    endpoint.box.fill("nothing like it")
    walk(endpoint, ("ArrowUp", "nothing like it"), ("ArrowDown", "nothing like it"))


def test_arrows_move_within_several_lines(endpoint: Endpoint) -> None:
    endpoint.box.fill("a\nb")
    walk(endpoint, ("ArrowUp", "a\nb"))
    endpoint.box.press_sequentially("0")
    expect(endpoint.box).to_have_value("a0\nb")


def test_what_was_run_is_there_after_a_reload_once(endpoint: Endpoint) -> None:
    endpoint.will({}, {}, {})
    for code in ("third", "third", BLOCK + "\n"):
        endpoint.type(code)
    endpoint.settle()
    endpoint.page.reload()
    walk(endpoint, ("ArrowUp", BLOCK), ("ArrowUp", "third"), ("ArrowUp", "second"))


def test_pages_of_one_project_do_not_lose_each_others_entries(endpoint: Endpoint) -> None:
    other = endpoint.page.context.new_page()
    other.route("**/*", endpoint.answer)
    other.goto(ADDRESS)
    endpoint.will({}, {})
    endpoint.type("here")
    endpoint.settle()
    box = other.get_by_role("textbox", name="Console")
    box.fill("there")
    box.press("Enter")
    expect(other.get_by_role("log")).to_contain_text("there")
    expect(other.locator("[aria-busy]")).to_have_count(0)
    stored = json.loads(endpoint.page.evaluate("(key) => localStorage[key]", _key(endpoint)))
    assert stored[-2:] == ["here", "there"]


def test_what_runs_in_another_page_is_had_in_those_that_are_open(endpoint: Endpoint) -> None:
    other = endpoint.page.context.new_page()
    other.route("**/*", endpoint.answer)
    other.goto(ADDRESS)
    expect(other.get_by_role("log")).to_be_attached()
    other.evaluate("addEventListener('storage', () => { document.title = 'heard' })")
    endpoint.will({})
    endpoint.type("here")
    expect(other).to_have_title("heard")
    box = other.get_by_role("textbox", name="Console")
    box.press("ArrowUp")
    expect(box).to_have_value("here")


def test_nothing_is_kept_but_what_was_typed_and_ran(endpoint: Endpoint) -> None:
    endpoint.will({"output": [["stdout", "printed-secret"]]}, {"incomplete": True})
    endpoint.answers["eval"].append((410, json.dumps({"error": "gone"})))
    for code in ("typed", "(incomplete", "refused"):
        endpoint.type(code)
        endpoint.settle()
    stored = endpoint.page.evaluate("(key) => localStorage[key]", _key(endpoint))
    assert json.loads(stored)[-2:] == ["second", "typed"]


def test_a_search_goes_back_from_the_newest(endpoint: Endpoint) -> None:
    endpoint.box.press_sequentially("draft")
    endpoint.box.press("Control+r")
    expect(endpoint.search).to_be_focused()
    expect(endpoint.frame().get_by_text("Search history")).to_be_visible()
    endpoint.search.press_sequentially("ra")
    expect(endpoint.box).to_have_value("rate = 1")
    endpoint.search.press("Control+r")
    expect(endpoint.box).to_have_value("rate = 1")
    endpoint.search.fill("n")
    expect(endpoint.box).to_have_value("second")
    endpoint.search.press("Control+r")
    expect(endpoint.box).to_have_value(BLOCK)
    endpoint.search.press("Enter")
    expect(endpoint.search).to_be_hidden()
    expect(endpoint.box).to_be_focused()
    expect(endpoint.box).to_have_value(BLOCK)
    assert endpoint.asked == []


@pytest.mark.parametrize("key", ["Escape", "Control+g", "Control+c"])
def test_a_search_is_left_with_what_was_typed_before(endpoint: Endpoint, key: str) -> None:
    endpoint.box.press_sequentially("draft")
    endpoint.box.press("Control+r")
    endpoint.search.press_sequentially("rate")
    expect(endpoint.box).to_have_value("rate = 1")
    endpoint.search.press_sequentially("xyz")
    expect(endpoint.frame().get_by_text("nothing found")).to_be_visible()
    expect(endpoint.box).to_have_value("rate = 1")
    endpoint.search.press(key)
    expect(endpoint.search).to_be_hidden()
    expect(endpoint.box).to_have_value("draft")
    expect(endpoint.box).to_be_focused()


def test_storage_that_holds_something_else_is_no_harm(endpoint: Endpoint) -> None:
    endpoint.page.evaluate("(key) => { localStorage[key] = '{\"a\": 1}'; }", _key(endpoint))
    endpoint.page.reload()
    endpoint.will({})
    walk(endpoint, ("ArrowUp", ""))
    endpoint.type("code")
    endpoint.settle()
    walk(endpoint, ("ArrowUp", "code"))
