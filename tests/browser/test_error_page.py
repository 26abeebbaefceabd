"""The error page in a real browser, as the demo's servers send it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, ViewportSize, expect

from tests.browser.conftest import OpenPage
from tests.demo import Demo

DESK = ViewportSize(width=1400, height=1000)
PHONE = ViewportSize(width=390, height=844)
NARROW = ViewportSize(width=360, height=800)
RAISING = re.compile(r"^rate_for, .*checkout\.py:\d+$")
CALLING = re.compile(r"^shipping, .*checkout\.py:\d+$")


def open_checkout(page: Page, demo: Demo) -> Response:
    response = page.goto(f"{demo.address}flask/checkout/DE?colour=green")
    assert response
    return response


def brightness(page: Page) -> float:
    """Return how bright the page's ground is, from 0 to 255."""
    colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    numbers = [float(number) for number in re.findall(r"[\d.]+", colour)]
    scale = 255 if "srgb" in colour else 1
    return sum(numbers[:3]) / 3 * scale


def test_the_answer_is_an_error_with_an_address(page: Page, demo: Demo) -> None:
    response = open_checkout(page, demo)
    assert response.status == 500
    assert response.headers["link"].startswith("</flask/__debugpage__/")


def test_the_heading_is_the_exception(page: Page, demo: Demo) -> None:
    open_checkout(page, demo)
    expect(page.get_by_role("heading", level=1)).to_contain_text("CheckoutError: The order of 2")
    expect(page).to_have_title(re.compile("CheckoutError"))


def test_the_frame_where_it_happened_stands_open_with_its_values(page: Page, demo: Demo) -> None:
    open_checkout(page, demo)
    frame = page.get_by_role("region", name=RAISING)
    expect(frame.get_by_text('return RATES[country]["rate"]').last).to_be_visible()
    values = frame.get_by_role("table", name="Values").first
    expect(values).to_contain_text("RATES")
    for country in ("GB", "FR", "US"):
        expect(values).to_contain_text(country)
    expect(values).to_contain_text("'DE'")


def test_the_answer_is_in_the_first_viewport(page: Page, demo: Demo) -> None:
    page.set_viewport_size(DESK)
    open_checkout(page, demo)
    frame = page.get_by_role("region", name=RAISING)
    for element in (
        frame.get_by_text('return RATES[country]["rate"]').last,
        frame.get_by_role("table", name="Values").first.get_by_text("RATES").first,
    ):
        box = element.bounding_box()
        assert box
        assert box["y"] + box["height"] < DESK["height"]


def test_the_landmarks_are_there(page: Page, demo: Demo) -> None:
    open_checkout(page, demo)
    frame = page.get_by_role("region", name=RAISING)
    expect(frame.get_by_role("textbox", name="Console")).to_be_visible()
    expect(frame.get_by_role("log", name="Console output")).to_be_attached()
    request = page.get_by_role("region", name="Request", exact=True)
    expect(request).to_contain_text("colour")
    expect(request).to_contain_text("green")


def test_five_frames_of_the_app_and_the_notes_are_shown(page: Page, demo: Demo) -> None:
    open_checkout(page, demo)
    for function in ("place_order", "total", "shipping", "rate_for"):
        name = re.compile(rf"^{function}, .*checkout\.py:\d+$")
        expect(page.get_by_role("region", name=name).first).to_be_visible()
    note = page.get_by_text("The cart is kept: the customer can try again.", exact=True)
    expect(note).to_be_visible()


def test_another_frame_opens_with_a_click_and_has_a_console(page: Page, demo: Demo) -> None:
    open_checkout(page, demo)
    frame = page.get_by_role("region", name=CALLING)
    expect(frame.get_by_role("textbox", name="Console")).to_be_hidden()
    frame.locator("summary").first.click()
    expect(frame.get_by_role("textbox", name="Console")).to_be_visible()
    expect(frame.get_by_role("table", name="Values").first).to_contain_text("parcels")


@pytest.mark.parametrize("viewport", [DESK, PHONE, NARROW])
@pytest.mark.parametrize("path", ["flask/checkout/DE", "starlette/stock/all?article=Sencha"])
def test_the_page_never_scrolls_sideways(
    page: Page, demo: Demo, viewport: ViewportSize, path: str
) -> None:
    page.set_viewport_size(viewport)
    page.goto(demo.address + path)
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_the_page_is_dark_or_light_as_the_system_is(page: Page, demo: Demo) -> None:
    page.emulate_media(color_scheme="dark")
    open_checkout(page, demo)
    dark = brightness(page)
    page.emulate_media(color_scheme="light")
    assert dark < 80 < 200 < brightness(page)


def test_keys_walk_through_the_frames_and_open_them(page: Page, demo: Demo) -> None:
    open_checkout(page, demo)
    calling = page.get_by_role("region", name=CALLING)
    page.keyboard.press("j")
    expect(calling.locator("summary").first).to_be_focused()
    page.keyboard.press("o")
    expect(calling.get_by_role("textbox", name="Console")).to_be_visible()
    page.keyboard.press("k")
    page.keyboard.press("o")
    raising = page.get_by_role("region", name=RAISING)
    expect(raising.get_by_role("textbox", name="Console")).to_be_hidden()


def test_a_key_leads_to_the_console_which_keeps_all_keys_to_itself(page: Page, demo: Demo) -> None:
    open_checkout(page, demo)
    page.keyboard.press("c")
    console = page.get_by_role("region", name=RAISING).get_by_role("textbox", name="Console")
    expect(console).to_be_focused()
    page.keyboard.type("jock?")
    expect(console).to_have_value("jock?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_frames_of_libraries_are_folded_until_they_are_asked_for(page: Page, demo: Demo) -> None:
    open_checkout(page, demo)
    library = page.get_by_role("region", name=re.compile(r"^Flask\.wsgi_app, "))
    expect(library).to_be_hidden()
    page.get_by_role("button", name="Library frames").click()
    expect(library.first).to_be_visible()
    page.reload()
    expect(library.first).to_be_visible()


def test_the_page_can_be_copied_as_text_and_as_markdown(open_page: OpenPage, demo: Demo) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    open_checkout(page, demo)
    page.get_by_role("button", name="Copy text").click()
    copied = "navigator.clipboard.readText()"
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate(copied).startswith("Traceback (most recent call last):")
    page.get_by_role("button", name="Copy Markdown").click()
    page.wait_for_function(f"async () => (await {copied}).startsWith('# ')")
    assert "RATES = {'GB':" in page.evaluate(copied)


def test_the_address_of_the_error_leads_to_its_page_again(page: Page, demo: Demo) -> None:
    link = open_checkout(page, demo).headers["link"]
    page.goto(demo.address.rstrip("/") + link.partition(">")[0].lstrip("<"))
    frame = page.get_by_role("region", name=RAISING)
    frame.get_by_role("textbox", name="Console").fill("country")
    frame.get_by_role("textbox", name="Console").press("Enter")
    expect(frame.get_by_role("log", name="Console output")).to_contain_text("'DE'")


def test_help_lists_the_keys(page: Page, demo: Demo) -> None:
    open_checkout(page, demo)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("console", ignore_case=True)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_without_scripts_all_of_the_text_is_there(open_page: OpenPage, demo: Demo) -> None:
    page = open_page(java_script_enabled=False)
    open_checkout(page, demo)
    expect(page.get_by_role("heading", level=1)).to_contain_text("CheckoutError")
    expect(page.get_by_role("region", name=RAISING)).to_contain_text("RATES")
    frame = page.get_by_role("region", name=CALLING)
    frame.locator("summary").first.click()
    expect(frame.get_by_role("table", name="Values").first).to_be_visible()
    expect(page.get_by_role("region", name="Request", exact=True)).to_contain_text("colour")


def test_a_saved_page_opens_offline_and_says_that_its_consoles_are_gone(
    page: Page, demo: Demo, tmp_path: Path
) -> None:
    saved = tmp_path / "error.html"
    saved.write_bytes(open_checkout(page, demo).body())
    page.context.set_offline(True)
    page.goto(saved.as_uri())
    frame = page.get_by_role("region", name=RAISING)
    expect(frame.get_by_role("table", name="Values").first).to_contain_text("'FR'")
    expect(frame.get_by_role("textbox", name="Console")).to_have_count(0)
    expect(frame).to_contain_text("saved")
