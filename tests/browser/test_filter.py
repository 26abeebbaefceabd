"""The filter that narrows the frames, by its key and by its box."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from debugpage.render import HtmlRenderer
from tests import reports


@pytest.fixture
def chained(page: Page, tmp_path: Path) -> Page:
    file = tmp_path / "page.html"
    file.write_text(HtmlRenderer().render(reports.chained()), "utf-8")
    page.goto(file.as_uri())
    return page


def shown(page: Page) -> list[str | None]:
    summaries = page.locator(".frame > details > summary:visible .function")
    return [*summaries.all_text_contents()]


def box(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Filter frames")


@pytest.mark.parametrize(
    ("words", "functions"),
    [
        ("rate_for", ["rate_for"]),
        ("views.py", ["checkout", "checkout"]),
        ("VIEWS checkout", ["checkout", "checkout"]),
        ("werkzeug", ["Flask.wsgi_app"] * 3),
        ("nowhere", []),
    ],
)
def test_it_finds_frames_by_file_function_and_library(
    chained: Page, words: str, functions: list[str]
) -> None:
    before = shown(chained)
    chained.keyboard.press("/")
    expect(box(chained)).to_be_focused()
    chained.keyboard.type(words)
    assert shown(chained) == functions
    number = f"{len(functions)} frame{'' if len(functions) == 1 else 's'}"
    expect(chained.get_by_role("status")).to_have_text(number)
    expect(chained.get_by_text("No frame fits")).to_be_visible(visible=not functions)
    chained.keyboard.press("Escape")
    expect(box(chained)).to_have_value("")
    assert shown(chained) == before


def test_keys_walk_only_what_is_left(chained: Page) -> None:
    chained.keyboard.press("/")
    chained.keyboard.type("checkout")
    chained.keyboard.press("Enter")
    first, second = chained.get_by_role("region", name="checkout, shop/views.py:5").all()
    expect(first.locator("summary").first).to_be_focused()
    chained.keyboard.press("j")
    expect(second.locator("summary").first).to_be_focused()
    chained.keyboard.press("Escape")
    assert len(shown(chained)) > 2


def test_every_key_is_in_the_help(chained: Page) -> None:
    chained.keyboard.press("?")
    keys = chained.get_by_role("dialog").locator("kbd").all_text_contents()
    assert {*"jkoce/?", "Esc"} <= {*keys}


def test_the_editor_key_follows_the_link_of_the_frame(chained: Page) -> None:
    chained.evaluate("""() => document.addEventListener("click", (event) => {
        window.followed = event.target.getAttribute("href");
        event.preventDefault();
    })""")
    chained.keyboard.press("e")
    assert chained.evaluate("window.followed") == "vscode://file/srv/shop/shop/tax.py:10"


def test_choices_that_cannot_be_kept_still_hold_for_the_page(chained: Page) -> None:
    chained.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('closed'); } })"
    )
    chained.reload()
    chained.get_by_role("button", name="Library frames").click()
    expect(chained.get_by_role("region", name="flask/app.py:11")).to_be_visible()
    chained.get_by_role("button", name="Switch between dark and light").click()
    expect(chained.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_link_to_what_is_filtered_out_clears_the_filter(chained: Page) -> None:
    box(chained).fill("rate_for")
    heading = chained.get_by_role("heading", level=2, name="CheckoutError")
    expect(heading).to_be_hidden()
    chained.get_by_role("navigation", name="Exceptions").get_by_text("CheckoutError").click()
    expect(heading).to_be_in_viewport()
    expect(box(chained)).to_have_value("")
