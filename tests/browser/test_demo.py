"""The demo in a real browser: each of its links leads to the error that it promises."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.demo import Demo

FLASK = {
    "A key that is not there": "CheckoutError: The order of 2 articles could not be placed",
    "None in a chain of attributes": "AttributeError: 'NoneType' object has no attribute 'city'",
    "An error in a template": "UndefinedError: 'currency' is undefined",
    "An error of the database": "OperationalError: no such column: total",
    "A form with a mistake in it": "ValueError: invalid literal for int() with base 10: 'two'",
    "Secrets in the frames": "PaymentDeclined: ",
    "An error inside a library": "JSONDecodeError: ",
    "A recursion without end": "RecursionError: maximum recursion depth exceeded",
    "A module that cannot be compiled": "SyntaxError: cannot assign to attribute",
    "Objects that fight back": "TypeError: '>' not supported",
    "A stream that fails at its start": "TypeError: unsupported format string",
}
STARLETTE = {
    "The same error, in a coroutine": "CheckoutError: The order of 2 articles could not be placed",
    "A console that can await": "TypeError: can only concatenate str",
    "Two errors at once": "ExceptionGroup: ",
    "An error in a worker thread": "OperationalError: no such column: total",
    "An error in a template": "UndefinedError: 'currency' is undefined",
    "A stream that fails at its start": "TypeError: unsupported format string",
}
ON_THEIR_WAY = {"A stream that fails on its way", "An error after the answer"}


@pytest.mark.parametrize(
    ("half", "title", "error"),
    [("Flask", *row) for row in FLASK.items()] + [("Starlette", *row) for row in STARLETTE.items()],
)
def test_each_example_fails_as_it_promises(
    page: Page, demo: Demo, half: str, title: str, error: str
) -> None:
    page.goto(demo.address)
    examples = page.get_by_role("region", name=re.compile(half))
    examples.get_by_text(title, exact=True).click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(error)
    expect(page.get_by_role("region", name="Request", exact=True)).to_contain_text("127.0.0.1")


def test_no_example_is_left_out(page: Page, demo: Demo) -> None:
    page.goto(demo.address)
    for half, titles in (("Flask", {*FLASK}), ("Starlette", {*STARLETTE} | ON_THEIR_WAY)):
        examples = page.get_by_role("region", name=re.compile(half))
        shown = examples.locator(".demo-title").all_inner_texts()
        assert sorted(shown) == sorted(titles)


@pytest.mark.parametrize("width", [360, 390, 800, 1400])
def test_the_page_of_examples_never_scrolls_sideways(page: Page, demo: Demo, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(demo.address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_answer_that_is_complete_stays_as_it_is(page: Page, demo: Demo) -> None:
    page.goto(demo.address)
    page.get_by_text("An error after the answer").click()
    expect(page.locator("body")).to_have_text("Thank you!")
