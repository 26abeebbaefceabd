"""No rule of axe-core is violated, on any of our pages, in both themes, open or closed."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from debugpage.render import HtmlRenderer
from tests import reports
from tests.browser.conftest import OpenPage
from tests.demo import Demo

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
THEMES = ("light", "dark")
ERRORS = ("plain", "checkout", "group", "single", "recursion", "stock")


def violations(page: Page) -> list[Any]:
    """Return what axe-core finds, in short: rule, why, and the elements."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    return [
        (rule["id"], rule["help"], [node["html"][:120] for node in rule["nodes"][:5]])
        for rule in found
    ]


@pytest.fixture(params=THEMES)
def page(request: pytest.FixtureRequest, open_page: OpenPage) -> Page:
    """A page of either theme, into which the test may put a script."""
    size = {"width": 1400, "height": 1000}
    return open_page(viewport=size, color_scheme=request.param, bypass_csp=True)


@pytest.mark.parametrize("error", ERRORS)
def test_the_page_of_an_error(page: Page, storefront: str, error: str) -> None:
    page.goto(f"{storefront}{error}")
    assert violations(page) == []


def test_a_page_in_use(page: Page, storefront: str) -> None:
    page.goto(f"{storefront}stock")
    frame = page.get_by_role("region", name="stock, tests/apps/storefront.py").first
    for code in ("{'a': [1]}", "1 / 0", "print(1)"):
        frame.get_by_role("textbox", name="Console").fill(code)
        frame.get_by_role("textbox", name="Console").press("Enter")
    expect(frame.get_by_role("log")).to_contain_text("print(1)")
    page.get_by_role("button", name="Library frames").click()
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    expect(frame).to_contain_text("Slow(but told)")
    page.get_by_role("searchbox", name="Filter frames").fill("serve")
    assert violations(page) == []
    page.get_by_role("button", name="Keys").click()
    assert violations(page) == []


def test_the_list_and_the_notice(page: Page, storefront: str) -> None:
    page.goto(f"{storefront}plain")
    page.goto(f"{storefront}__debugpage__/")
    expect(page.get_by_role("link", name="KeyError").first).to_be_visible()
    assert violations(page) == []
    page.goto(f"{storefront}__debugpage__/there-is-no-such-error")
    assert violations(page) == []


@pytest.mark.parametrize("width", [1400, 390])
def test_long_messages_and_many_notes(page: Page, tmp_path: Path, width: int) -> None:
    long = "\n".join(f"line {number}" for number in range(60))
    said = reports.problem(message=long, notes=(long,))
    problems = (said._replace(cause=1, frames=reports.own_frames(20)), said)
    file = tmp_path / "page.html"
    file.write_text(HtmlRenderer().render(reports.report_of(*problems)), "utf-8")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(file.as_uri())
    assert violations(page) == []


def test_the_index_of_the_demo(page: Page, demo: Demo) -> None:
    page.goto(demo.address)
    assert violations(page) == []
