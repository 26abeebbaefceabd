"""Any value on the page can be given a name in the console of its frame."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_values import FRAME, items, value

STORE = "Store as variable"


@pytest.fixture
def frame(page: Page, storefront: str) -> Locator:
    page.goto(f"{storefront}stock")
    return page.get_by_role("region", name=FRAME).first


def box(frame: Locator) -> Locator:
    return frame.get_by_role("textbox", name="Console")


def log(frame: Locator) -> Locator:
    return frame.get_by_role("log", name="Console output")


def store(row: Locator) -> None:
    """Press the button of a row."""
    row.hover()
    row.get_by_role("button", name=STORE).last.click()


def test_a_value_of_the_page_becomes_a_variable(frame: Locator) -> None:
    store(value(frame, "shelves"))
    expect(log(frame)).to_contain_text("temp1 = [")
    expect(box(frame)).to_be_focused()
    expect(box(frame)).to_have_value("temp1")
    box(frame).press_sequentially(" is shelves")
    box(frame).press("Enter")
    expect(log(frame)).to_contain_text("True")


def test_an_item_that_was_loaded_later_is_stored_by_its_own_path(frame: Locator) -> None:
    shelves = value(frame, "shelves")
    shelves.locator("summary").first.click()
    shelves.get_by_role("button", name="Load 24 more").click()
    store(items(shelves).nth(40))
    expect(box(frame)).to_have_value("temp1")
    box(frame).press_sequentially(" is shelves[40]")
    box(frame).press("Enter")
    expect(log(frame)).to_contain_text("True")


def test_items_of_a_result_are_stored_too(frame: Locator) -> None:
    box(frame).fill("[[1], [2, 3]]")
    box(frame).press("Enter")
    result = log(frame).locator(".result")
    result.locator("summary").first.click()
    store(result.get_by_role("listitem").filter(has_text="[2, 3]"))
    expect(box(frame)).to_have_value("temp1")
    box(frame).fill("temp1 * 2")
    box(frame).press("Enter")
    expect(log(frame)).to_contain_text("[2, 3, 2, 3]")


def test_the_button_is_reached_by_the_keyboard(frame: Locator) -> None:
    row = value(frame, "shelves")
    row.locator("summary").first.focus()
    row.page.keyboard.press("Tab")
    button = row.get_by_role("button", name=STORE)
    expect(button).to_be_focused()
    expect(button).to_have_css("opacity", "1")
    button.press("Enter")
    expect(box(frame)).to_have_value("temp1")


def test_a_refusal_stands_in_the_console(frame: Locator) -> None:
    body = json.dumps({"error": "its frames are gone"})
    frame.page.route("**/store", lambda route: route.fulfill(status=410, body=body))
    store(value(frame, "shelves"))
    expect(log(frame)).to_contain_text("its frames are gone")
    expect(box(frame)).to_have_value("")


def test_values_in_an_error_of_ones_own_cannot_be_stored(frame: Locator) -> None:
    box(frame).fill("1 / 0")
    box(frame).press("Enter")
    log(frame).get_by_text("Values in <console>").click()
    expect(log(frame).locator(".error li").first).to_be_visible()
    expect(log(frame).get_by_role("button", name=STORE)).to_have_count(0)
