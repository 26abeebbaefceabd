"""Completions in the console: when they are asked for, how one is chosen, which come too late."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.endpoint import Endpoint


def matches(*texts: str, kind: str = "method") -> list[dict[str, Any]]:
    return [{"text": text, "kind": kind} for text in texts]


RATES: dict[str, Any] = {
    "replaces": "ra",
    "matches": matches("rate", "rate_for", "range", kind="function"),
}
GET: dict[str, Any] = {
    "replaces": "ge",
    "matches": matches("get"),
    "signature": "get(key, default=None, /)",
    "doc": "Return the value for key.",
}


def ask(endpoint: Endpoint, text: str) -> None:
    """Press Tab behind a text for which nothing was offered before: a space stands behind it."""
    endpoint.box.fill(text + " ")
    endpoint.box.press("ArrowLeft")
    endpoint.box.press("Tab")


def test_a_single_match_is_taken_by_tab_at_once(endpoint: Endpoint) -> None:
    endpoint.complete(GET)
    endpoint.box.fill("rates.ge + 1")
    endpoint.box.evaluate("(box) => box.setSelectionRange(8, 8)")
    endpoint.box.press("Tab")
    expect(endpoint.box).to_have_value("rates.get + 1")
    [asked] = endpoint.others["complete"]
    assert (asked["before"], asked["after"]) == ("rates.ge", " + 1")
    endpoint.box.press_sequentially("X")
    expect(endpoint.box).to_have_value("rates.getX + 1")


def test_tab_goes_on_as_far_as_all_matches_do_and_offers_them(endpoint: Endpoint) -> None:
    endpoint.complete({"replaces": "ra", "matches": matches("rate", "rate_for")})
    ask(endpoint, "ra")
    expect(endpoint.box).to_have_value("rate ")
    expect(endpoint.options).to_have_text(["ratemethod", "rate_formethod"])
    expect(endpoint.options.first).to_have_attribute("aria-selected", "true")


def test_a_match_is_chosen_by_the_keyboard(endpoint: Endpoint) -> None:
    endpoint.complete(RATES)
    ask(endpoint, "ra")
    for pressed, chosen in (("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", 2), ("ArrowUp", 1)):
        endpoint.box.press(pressed)
        option = endpoint.options.nth(chosen)
        expect(option).to_have_attribute("aria-selected", "true")
        active = endpoint.box.get_attribute("aria-activedescendant")
        assert active == option.get_attribute("id")
    endpoint.box.press("Enter")
    expect(endpoint.box).to_have_value("rate_for ")
    expect(endpoint.options).to_have_count(0)
    expect(endpoint.box).not_to_have_attribute("aria-activedescendant", "")
    assert endpoint.asked == []


def test_a_match_is_chosen_by_the_pointer(endpoint: Endpoint) -> None:
    endpoint.complete(RATES)
    ask(endpoint, "ra")
    endpoint.options.filter(has_text="range").click()
    expect(endpoint.box).to_have_value("range ")
    expect(endpoint.box).to_be_focused()


def test_escape_leaves_the_list_first(endpoint: Endpoint) -> None:
    endpoint.complete(RATES)
    ask(endpoint, "ra")
    expect(endpoint.options).to_have_count(3)
    endpoint.box.press("Escape")
    expect(endpoint.options).to_have_count(0)
    expect(endpoint.box).to_be_focused()
    endpoint.box.press("Escape")
    expect(endpoint.frame().locator("summary").first).to_be_focused()


def test_matches_come_after_a_pause_and_stay_out_of_the_way(endpoint: Endpoint) -> None:
    endpoint.complete(RATES)
    endpoint.will({})
    endpoint.box.press_sequentially("ra")
    expect(endpoint.options).to_have_count(3)
    assert [ask["before"] for ask in endpoint.others["complete"]] == ["ra"]
    expect(endpoint.box).not_to_have_attribute("aria-activedescendant", "")
    endpoint.box.press("Enter")
    endpoint.settle()
    assert endpoint.codes() == ["ra"]
    expect(endpoint.options).to_have_count(0)


def test_tab_takes_the_first_that_was_offered(endpoint: Endpoint) -> None:
    endpoint.complete(RATES)
    endpoint.box.press_sequentially("ra")
    expect(endpoint.options).to_have_count(3)
    endpoint.box.press("Tab")
    expect(endpoint.box).to_have_value("rate")


def test_the_list_narrows_while_one_types(endpoint: Endpoint) -> None:
    endpoint.complete(RATES)
    endpoint.box.press_sequentially("ra")
    expect(endpoint.options).to_have_count(3)
    endpoint.hold()
    endpoint.box.press_sequentially("t")
    expect(endpoint.options).to_have_text(["ratefunction", "rate_forfunction"])
    endpoint.complete({"replaces": "rat", "matches": matches("rate")})
    endpoint.answers["complete"].pop(0)
    endpoint.release()
    expect(endpoint.options).to_have_text(["ratemethod"])
    endpoint.box.press_sequentially("!")
    expect(endpoint.options).to_have_count(0)


def test_nothing_is_suggested_within_a_word_or_after_what_ends_one(endpoint: Endpoint) -> None:
    endpoint.box.fill("0rate")
    endpoint.box.evaluate("(box) => box.setSelectionRange(2, 2)")
    endpoint.box.press_sequentially("x")
    for text in ("0x1f", "x + ", "f()", "'word'", "x = "):
        endpoint.box.fill(text)
    endpoint.complete(GET)
    endpoint.box.fill("")
    endpoint.box.press_sequentially("x.")
    expect(endpoint.options).to_have_count(1)
    assert [ask["before"] for ask in endpoint.others["complete"]] == ["x."]


def test_an_answer_that_comes_late_is_dropped(endpoint: Endpoint) -> None:
    endpoint.complete(RATES, {"replaces": "x", "matches": matches("xs", "xt")})
    endpoint.hold()
    with endpoint.page.expect_request("**/complete"):
        endpoint.box.press_sequentially("ra")
    endpoint.box.fill("x")
    with endpoint.page.expect_request("**/complete"):
        endpoint.release()
    expect(endpoint.options).to_have_text(["xsmethod", "xtmethod"])
    assert [ask["before"] for ask in endpoint.others["complete"]] == ["ra", "x"]


def test_an_answer_after_enter_offers_nothing(endpoint: Endpoint) -> None:
    endpoint.complete(RATES)
    endpoint.will({})
    endpoint.hold()
    with endpoint.page.expect_request("**/complete"):
        endpoint.box.press_sequentially("ra")
    endpoint.box.press("Enter")
    endpoint.release()
    endpoint.settle()
    expect(endpoint.options).to_have_count(0)
    expect(endpoint.box).to_have_value("")


def test_a_signature_and_the_first_line_of_its_doc_are_shown(endpoint: Endpoint) -> None:
    endpoint.complete(GET | {"replaces": "", "matches": matches("anything", "else")})
    endpoint.box.press_sequentially("rates.get(")
    tip = endpoint.frame().locator(".completion")
    expect(tip).to_contain_text("get(key, default=None, /)")
    expect(tip).to_contain_text("Return the value for key.")
    expect(tip).to_be_in_viewport(ratio=1)
    expect(endpoint.options).to_have_count(0)
    endpoint.will({})
    endpoint.box.press("Control+Enter")
    expect(tip).to_be_hidden()


def test_a_refusal_is_no_word_to_the_reader(endpoint: Endpoint) -> None:
    for status in (410, 0):
        endpoint.answers["complete"] = [(status, '{"error": "gone"}')]
        with endpoint.page.expect_request("**/complete"):
            endpoint.box.press_sequentially("r")
    endpoint.complete(RATES | {"replaces": "rra"})
    expect(endpoint.log).to_be_empty()
    expect(endpoint.options).to_have_count(0)


def test_the_list_is_within_the_window(endpoint: Endpoint) -> None:
    many = [f"a_rather_long_name_of_an_attribute_{number}" for number in range(60)]
    endpoint.complete({"replaces": "a", "matches": matches(*many), "omitted": 1234})
    popup = endpoint.frame().locator(".completion")
    for width, height in ((1400, 500), (390, 844), (320, 300)):
        endpoint.page.set_viewport_size({"width": width, "height": height})
        ask(endpoint, "some_value_with_a_long_name[0].another_attribute_of_it.a")
        expect(popup).to_contain_text("1,234 more")
        expect(popup).to_be_in_viewport(ratio=1)
        endpoint.box.press("ArrowUp")
        expect(endpoint.options.last).to_be_in_viewport()
        endpoint.box.press("Escape")
