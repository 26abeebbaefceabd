"""The page without scripts, network or clipboard; and every branch of a group."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage

ERRORS = ("plain", "checkout", "group", "single", "recursion", "stock")
NO_CLIPBOARD = "Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })"
NOTE_COPIES = """document.addEventListener("copy", () => {
    const box = document.activeElement;
    window.copied = box.value?.slice(box.selectionStart, box.selectionEnd) ?? `${getSelection()}`;
})"""
TEXTS = """() => {
    const texts = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        const isHidden = parentElement.closest("script, style, noscript");
        if (data.trim() && !isHidden) texts.add(data.trim());
    }
    return [...texts];
}"""


def open_without_clipboard(open_page: OpenPage, address: str) -> Page:
    """Open a page as it comes over plain http from another name than localhost."""
    page = open_page()
    page.add_init_script(f"{NO_CLIPBOARD};{NOTE_COPIES}")
    page.goto(address)
    return page


@pytest.mark.parametrize(
    ("button", "start", "holds"),
    [
        ("Copy text", "Traceback (most recent call last):", "CheckoutError: The order could not"),
        ("Copy Markdown", "# ", "RATES = {'GB':"),
        ("Copy path", "/", "tests/apps/storefront.py:"),
    ],
)
def test_copying_without_the_clipboard_api(
    open_page: OpenPage, storefront: str, button: str, start: str, holds: str
) -> None:
    page = open_without_clipboard(open_page, f"{storefront}checkout")
    page.get_by_role("button", name=button).first.click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("window.copied")
    assert copied.startswith(start)
    assert holds in copied


@pytest.mark.parametrize("button", ["Copy text", "Copy Markdown", "Copy path"])
def test_both_ways_of_copying_copy_the_same(
    open_page: OpenPage, storefront: str, button: str
) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{storefront}checkout")
    page.get_by_role("button", name=button).first.click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    by_api = page.evaluate("navigator.clipboard.readText()")
    page.evaluate(f"{NO_CLIPBOARD};{NOTE_COPIES}")
    page.get_by_role("status").evaluate("(status) => { status.textContent = ''; }")
    page.get_by_role("button", name=button).first.click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("window.copied") == by_api


@pytest.mark.parametrize("error", ERRORS)
def test_without_scripts_every_text_is_there(
    open_page: OpenPage, storefront: str, error: str, tmp_path: Path
) -> None:
    online = open_page()
    response = online.goto(f"{storefront}{error}")
    assert response
    saved = tmp_path / "saved.html"
    saved.write_bytes(response.body())
    texts: dict[bool, set[str]] = {}
    for has_scripts in (True, False):
        page = open_page(java_script_enabled=has_scripts)
        page.goto(saved.as_uri())
        texts[has_scripts] = {*page.evaluate(TEXTS)}
    added = {text for text in texts[True] - texts[False] if "This is a saved page" not in text}
    assert added == texts[False] - texts[True] == set()
    assert len(texts[False]) > 100


def test_a_saved_page_folds_and_filters_offline(
    open_page: OpenPage, storefront: str, tmp_path: Path
) -> None:
    page = open_page()
    response = page.goto(f"{storefront}checkout")
    assert response
    saved = tmp_path / "saved.html"
    saved.write_bytes(response.body())
    page.context.set_offline(True)
    page.goto(saved.as_uri())
    library = page.get_by_role("region", name="Flask.wsgi_app, ").first
    expect(library).to_be_hidden()
    page.get_by_role("button", name="Library frames").click()
    expect(library).to_be_visible()
    page.get_by_role("searchbox").fill("shipping")
    expect(library).to_be_hidden()
    frame = page.get_by_role("region", name="shipping, ")
    frame.locator("summary").first.click()
    expect(frame.get_by_role("table", name="Values")).to_contain_text("parcels")
    expect(page.get_by_role("button", name="Load")).to_have_count(0)


def region(page: Page, label: str, number: int) -> Locator:
    return page.get_by_role("region", name=label).nth(number)


def test_every_branch_of_a_nested_group_has_frames_values_and_console(
    page: Page, storefront: str
) -> None:
    page.goto(f"{storefront}group")
    tree = page.get_by_role("navigation", name="Exceptions")
    for line in ("KeyError: 'DE'", "KeyError: 'IT'", "the carrier of IT did not answer"):
        expect(tree).to_contain_text(line)
    for label, number, code, answer in (
        ("rate_for, tests/apps/storefront.py", 0, "country", "'DE'"),
        ("rate_for, tests/apps/storefront.py", 1, "country + '!'", "'IT!'"),
        ("late, tests/apps/storefront.py", 1, "country.lower()", "'it'"),
        ("quote, tests/apps/storefront.py", 1, "country * 2", "'DEDE'"),
    ):
        frame = region(page, label, number)
        if not frame.locator("> details").evaluate("(details) => details.open"):
            frame.locator("summary").first.click()
        expect(frame.get_by_role("table", name="Values")).to_contain_text("country")
        frame.get_by_role("textbox", name="Console").fill(code)
        frame.get_by_role("textbox", name="Console").press("Enter")
        expect(frame.get_by_role("log", name="Console output")).to_contain_text(answer)


def test_a_group_of_one_shows_the_frames_of_its_member(page: Page, storefront: str) -> None:
    page.goto(f"{storefront}single")
    frame = region(page, "rate_for, tests/apps/storefront.py", 0)
    expect(frame.locator("mark")).to_have_text("RATES[country]")
    expect(frame.get_by_role("textbox", name="Console")).to_be_visible()
    group = page.get_by_role("heading", name="ExceptionGroup: unhandled errors in a TaskGroup")
    expect(group.last).to_contain_text("the only one in")
    outer = region(page, "single, tests/apps/storefront.py:", 1)
    expect(outer).to_be_hidden()
    page.get_by_text("frames of the group").click()
    expect(outer).to_be_visible()
