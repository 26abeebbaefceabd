"""The console in use against a real server: streaming, Stop, completion, results, errors."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_console import Console
from tests.demo import Demo


@pytest.fixture
def console(page: Page, demo: Demo) -> Console:
    page.goto(f"{demo.address}flask/checkout/DE")
    return Console(page, "rate_for")


def test_output_streams_in_while_code_runs_until_it_is_stopped(console: Console) -> None:
    page = console.input.page
    console.input.fill("import time\nwhile True:\n    print('tick'); time.sleep(0.05)\n")
    console.input.press("Enter")
    console.expect("tick")
    expect(console.output.locator("[aria-busy]")).to_have_count(1)
    stop = page.get_by_role("button", name="Stop")
    stop.click()
    console.expect("KeyboardInterrupt")
    expect(stop).to_be_hidden()
    console.type("'free again'")
    console.expect("'free again'")


def test_a_busy_loop_ends_soon_by_control_c(console: Console) -> None:
    with console.input.page.expect_response("**/eval"):
        console.type("while True: pass")
    begin = time.monotonic()
    console.input.press("Control+c")
    console.expect("KeyboardInterrupt")
    assert time.monotonic() - begin < 4  # a browser and its tests share the processors with it


def test_sleep_does_not_hold_the_console(console: Console) -> None:
    with console.input.page.expect_response("**/eval"):
        console.type("__import__('time').sleep(3)")
    console.input.press("Control+c")
    console.expect("The code waits in C code")
    console.type("'usable'")
    console.expect("'usable'")


def test_keys_and_attributes_are_completed(console: Console) -> None:
    page = console.input.page
    console.input.press_sequentially("RATES['")
    expect(page.get_by_role("option")).to_have_count(3)
    console.input.press("ArrowDown")
    console.input.press("Tab")
    expect(console.input).to_have_value("RATES['GB'")
    console.input.press_sequentially("]['rate'].is_f")
    console.input.press("Tab")
    expect(console.input).to_have_value("RATES['GB']['rate'].is_finite")
    console.input.press_sequentially("(")
    expect(page.locator(".completion")).to_contain_text("is_finite(")
    console.input.press_sequentially(")")
    console.input.press("Enter")
    console.expect("True")


def test_a_result_is_a_tree_whose_items_are_loaded(console: Console) -> None:
    console.type("[{'number': n} for n in range(60)]")
    result = console.output.locator(".result")
    result.locator("summary").first.click()
    result.get_by_role("button", name="Load 24 more").click()
    items = result.locator("details").first.locator("> ul > li")
    expect(items).to_have_count(49)
    items.nth(40).locator("summary").first.click()
    expect(items.nth(40).get_by_role("listitem")).to_contain_text("40")


def test_an_error_shows_the_values_of_the_function_that_raised(console: Console) -> None:
    console.input.fill("def half(amount):\n    rest = amount % 2\n    return 1 / rest\n")
    console.input.press("Enter")
    console.type("half(4)")
    console.expect("ZeroDivisionError")
    console.output.get_by_text("Values in half").click()
    row = console.output.locator(".values > li").filter(has_text="amount")
    expect(row).to_contain_text("4")


def test_a_syntax_error_has_its_caret(console: Console) -> None:
    console.type("2 +* 3")
    expect(console.output.locator(".error pre")).to_contain_text("2 +* 3\n       ^")


def test_help_is_printed_and_input_refused(console: Console) -> None:
    console.type("help(len)")
    console.expect("Return the number of items in a container.")
    console.type("input('name? ')")
    console.expect("EOFError")
