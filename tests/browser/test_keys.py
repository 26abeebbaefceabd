"""Keys do what the help says, and are never taken from whoever types something else."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from debugpage.render import HtmlRenderer
from tests import reports

KEYS = ("j", "k", "o", "c", "e", "/", "?")
PLACES = ("input", "textarea", "select", "editable", "within editable")
PLANT = """(place) => {
    const tag = place.endsWith("editable") ? "div" : place;
    const element = document.createElement(tag);
    if (tag === "div") element.contentEditable = "true";
    const inner = document.createElement("b");
    inner.tabIndex = 0;
    if (tag === "div") element.append(inner);
    document.body.prepend(element);
    (place.startsWith("within") ? inner : element).focus();
}"""
PRESS = """([key, extra]) => {
    const target = document.activeElement ?? document.body;
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...extra });
    return target.dispatchEvent(event);
}"""


@pytest.fixture
def chained(page: Page, tmp_path: Path) -> Page:
    file = tmp_path / "page.html"
    file.write_text(HtmlRenderer().render(reports.chained()), "utf-8")
    page.goto(file.as_uri())
    page.evaluate("""() => document.addEventListener("click", (event) => {
        const link = event.target.closest("[data-editor]");
        if (link) { window.followed = link.href; event.preventDefault(); }
    })""")
    return page


def state(page: Page) -> object:
    """Return all that a key could change: what is open, where the focus is, what was followed."""
    return page.evaluate("""() => [
        [...document.querySelectorAll("details, dialog")].map((each) => each.open),
        document.activeElement.outerHTML,
        document.querySelector("[data-filter]").value,
        window.followed,
    ]""")


@pytest.mark.parametrize("key", KEYS)
def test_every_key_does_something(chained: Page, key: str) -> None:
    if key == "k":
        chained.keyboard.press("j")
    before = state(chained)
    used = not chained.evaluate(PRESS, [key, {}])
    assert used
    if key != "c":  # a saved page has no console
        assert state(chained) != before


@pytest.mark.parametrize(
    "extra",
    [{"ctrlKey": True}, {"altKey": True}, {"metaKey": True}, {"isComposing": True}],
    ids=["Ctrl", "Alt", "Meta", "composing"],
)
def test_keys_with_modifiers_and_of_input_methods_are_left_alone(
    chained: Page, extra: dict[str, bool]
) -> None:
    before = state(chained)
    for key in KEYS:
        assert chained.evaluate(PRESS, [key, extra]), key
    assert state(chained) == before


@pytest.mark.parametrize("place", PLACES)
def test_keys_are_never_taken_from_where_one_types(chained: Page, place: str) -> None:
    chained.evaluate(PLANT, place)
    expect(chained.locator("summary:focus, body:focus")).to_have_count(0)
    before = state(chained)
    for key in KEYS:
        assert chained.evaluate(PRESS, [key, {}]), key
    assert state(chained) == before


def test_the_filter_takes_letters_and_leaves_input_methods_theirs(chained: Page) -> None:
    chained.keyboard.press("/")
    chained.keyboard.type("jkoce/?")
    box = chained.get_by_role("searchbox", name="Filter frames")
    expect(box).to_have_value("jkoce/?")
    for key in ("Enter", "Escape"):
        assert chained.evaluate(PRESS, [key, {"isComposing": True}])
        expect(box).to_be_focused()
        expect(box).to_have_value("jkoce/?")


def test_the_filter_is_left_and_cleared_by_escape(chained: Page) -> None:
    box = chained.get_by_role("searchbox", name="Filter frames")
    chained.keyboard.press("/")
    chained.keyboard.type("tax")
    chained.keyboard.press("Enter")
    expect(summary(chained, "rate_for, shop/tax.py:10")).to_be_focused()
    chained.keyboard.press("Escape")
    expect(box).to_have_value("")
    chained.keyboard.press("/")
    chained.keyboard.press("Escape")
    expect(box).not_to_be_focused()


def summary(page: Page, label: str) -> Locator:
    return page.get_by_role("region", name=label).locator("summary").first
