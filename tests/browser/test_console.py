"""The console of a frame, used in a real browser against the demo."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.demo import Demo


class Console:
    """The console of the frame that stands open."""

    def __init__(self, page: Page, frame: str) -> None:
        region = page.get_by_role("region", name=frame)
        self.input: Locator = region.get_by_role("textbox", name="Console")
        self.output: Locator = region.get_by_role("log", name="Console output")

    def type(self, code: str) -> None:
        """Type `code` as a person does, and send it."""
        self.input.click()
        self.input.press_sequentially(code)
        self.input.press("Enter")

    def expect(self, text: str) -> None:
        """Wait until the output shows `text`."""
        expect(self.output).to_contain_text(text)


@pytest.fixture
def console(page: Page, demo: Demo) -> Console:
    page.goto(f"{demo.address}flask/checkout/DE")
    return Console(page, "rate_for")


def test_an_expression_is_answered_with_its_value(console: Console) -> None:
    console.type("1+1")
    console.expect("2")


def test_locals_and_globals_of_the_frame_are_there(console: Console) -> None:
    console.type("country.lower(), sorted(RATES)")
    console.expect("('de', ['FR', 'GB', 'US'])")


def test_what_was_typed_stays(console: Console) -> None:
    console.type("answer = 6 * 7")
    console.type("answer + 1")
    console.expect("43")


def test_the_last_value_is_the_underscore(console: Console) -> None:
    console.type("20 + 1")
    console.type("_ * 2")
    console.expect("42")


def test_an_error_of_ones_own_is_shown_and_the_console_goes_on(console: Console) -> None:
    console.type("RATES['IT']")
    console.expect("KeyError: 'IT'")
    console.type("'still here'")
    console.expect("still here")


def test_a_syntax_error_is_shown(console: Console) -> None:
    console.type("2 +* 3")
    console.expect("SyntaxError")


def test_printed_text_and_values_are_both_shown(console: Console) -> None:
    console.type("print('said'); 'returned'")
    console.expect("said")
    console.expect("returned")


def test_a_block_goes_on_until_it_is_complete(console: Console) -> None:
    console.type("for name in sorted(RATES):")
    expect(console.input).to_have_value("for name in sorted(RATES):\n    ")
    console.type("print('rate of', name)")
    expect(console.input).to_have_value(re.compile(r"name\)\n    $"))
    console.input.press("Enter")
    console.expect("rate of FR")
    console.expect("rate of US")


def test_several_lines_can_be_pasted(console: Console) -> None:
    console.input.fill("total = 0\nfor rate in RATES.values():\n    total += rate['days']\ntotal")
    console.input.press("Enter")
    console.expect("13")


def test_html_in_a_value_stays_text(console: Console, page: Page) -> None:
    console.type("'<img src=x onerror=alert(1)><b>bold</b>'")
    console.expect("<b>bold</b>")
    assert console.output.locator("b, img").filter(has_text="bold").count() == 0


def test_earlier_input_comes_back_with_the_arrow_key(console: Console) -> None:
    console.type("1000 + 1")
    console.expect("1001")
    console.input.press("ArrowUp")
    expect(console.input).to_have_value("1000 + 1")


def test_each_frame_has_its_own_names(console: Console, page: Page) -> None:
    console.type("own = 1")
    page.get_by_role("region", name="shipping").locator("summary").first.click()
    other = Console(page, "shipping")
    other.type("parcels")
    other.expect("1")
    other.type("own")
    other.expect("NameError")


def test_coroutines_can_be_awaited_in_an_asgi_app(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}starlette/stock?article=Assam")
    console = Console(page, "first_stock")
    console.type("await leeds.stock('Sencha')")
    console.expect("12")


def test_flasks_request_is_there(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}flask/checkout/DE?colour=green")
    region = page.get_by_role("region", name="flask_half.py")
    region.locator("summary").first.click()
    console = Console(page, "flask_half.py")
    console.type("request.args['colour']")
    console.expect("green")


def test_secrets_are_shown_to_who_asks_by_code(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}flask/payment")
    expect(page.locator("body")).not_to_contain_text("sk_live_51MadeUp")
    console = Console(page, "send")
    console.type("self.api_key")
    console.expect("sk_live_51MadeUp")
