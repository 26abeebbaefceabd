"""The page on paper: light, whole, and without what can only be clicked."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from debugpage.render import HtmlRenderer
from debugpage.report import Problem, Report
from tests import reports
from tests.browser.conftest import OpenPage
from tests.browser.endpoint import Endpoint

LONG_LINE = "total = " + " + ".join(f"price_of_article_{number}" for number in range(15))
BRIGHTNESS = """(place) => {
    const colour = getComputedStyle(document.querySelector(place)).backgroundColor;
    return Math.max(...colour.match(/[\\d.]+/g).slice(0, 3));
}"""


def report() -> Report:
    broken = reports.frame(99, line=1, lines=LONG_LINE)
    message = "\n".join(f"line {number} of the message" for number in range(60))
    return reports.report_of(
        Problem("ImportFailed", "shop", message, cause=1, frames=(broken, *reports.frames(40))),
        reports.problem(),
    )


@pytest.fixture
def printed(open_page: OpenPage, tmp_path: Path) -> Page:
    """The page of a long report, in a dark browser that shows what it would print."""
    page = open_page(color_scheme="dark", viewport={"width": 794, "height": 1123})
    file = tmp_path / "page.html"
    file.write_text(HtmlRenderer().render(report()), "utf-8")
    page.goto(file.as_uri())
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(media="print")
    return page


def test_it_is_light_whatever_was_chosen(printed: Page) -> None:
    for place in ("html", ".timeline", ".panel"):
        assert printed.evaluate(BRIGHTNESS, place) > 200, place


def test_what_can_only_be_clicked_is_left_out(printed: Page) -> None:
    expect(printed.get_by_role("toolbar")).to_be_hidden()
    expect(printed.get_by_role("button")).to_have_count(0)
    expect(printed.locator("textarea:visible, input:visible, [data-editor]:visible")).to_have_count(
        0
    )


def test_what_the_script_of_consoles_adds_is_left_out_too(endpoint: Endpoint) -> None:
    expect(endpoint.page.get_by_role("button", name="Lock all consoles")).to_be_visible()
    expect(endpoint.frame().get_by_role("button", name="Store as variable")).not_to_have_count(0)
    endpoint.page.emulate_media(media="print")
    expect(endpoint.page.get_by_role("button")).to_have_count(0)


def test_what_is_closed_is_printed_too(printed: Page) -> None:
    closed = printed.locator("details:not([open])")
    assert closed.count() > 10
    parts = printed.locator(".source [data-n], .data td, .fold .frame, #traceback")
    are_shown = parts.evaluate_all("(parts) => parts.map((part) => part.checkVisibility())")
    assert all(are_shown)
    heights = printed.locator(".data table").evaluate_all(
        "(tables) => tables.map((table) => table.getBoundingClientRect().height)"
    )
    assert min(heights) > 0


def test_nothing_is_cut_at_the_side_or_in_a_box(printed: Page) -> None:
    cut = printed.evaluate("""() => {
        const boxes = document.querySelectorAll("h1 *, pre, .data, .notes, nav *");
        const isCut = (box) => getComputedStyle(box).overflow !== "visible"
            || box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 0;
        return [...boxes].filter(isCut).map((box) => box.outerHTML.slice(0, 90));
    }""")
    assert cut == []
    assert printed.evaluate("document.documentElement.scrollWidth") <= 794


def test_it_can_be_printed(printed: Page) -> None:
    pages = re.findall(rb"/Type\s*/Page\b", printed.pdf(format="A4"))
    assert len(pages) > 4
