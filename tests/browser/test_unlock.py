"""Who gets consoles in a real browser, by the real check: directly, through a forwarder, let in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.apps.failures import LOCAL
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import violations
from tests.security.doors import Site, locked_site
from tests.security.test_peer import forwarder


@pytest.fixture(
    params=[("werkzeug", "plain_wsgi:checked"), ("uvicorn", "plain_asgi:checked")],
    ids=lambda param: param[0],
)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    kind, target = request.param
    with locked_site(kind, target, tmp_path) as site:
        yield site


@pytest.fixture
def unknown(tmp_path: Path) -> Iterator[Site]:
    """A server that does not tell who is at the other end of a connection."""
    with locked_site("wsgiref", "plain_wsgi:checked", tmp_path) as site:
        yield site


def runs(page: Page) -> None:
    frame = page.get_by_role("region", name="boom, tests/apps/failures.py").first
    console = frame.get_by_role("textbox", name="Console")
    console.fill("guests['flower'].upper()")
    console.press("Enter")
    expect(frame.get_by_role("log", name="Console output")).to_contain_text(LOCAL.upper())


def approve(site: Site, page: Page) -> None:
    page.get_by_role("button", name="Ask to open").click()
    name = page.locator("[data-name]").first
    expect(name).not_to_be_empty()
    assert site.doorkeeper.challenges.approve(name.inner_text())
    expect(page.get_by_role("heading", level=1)).to_contain_text("ZeroDivisionError")


def test_a_browser_of_ones_own_needs_no_prompt(site: Site, page: Page) -> None:
    page.goto(f"{site.origin}/boom")
    runs(page)
    page.reload()
    runs(page)
    expect(page.get_by_text("locked")).to_have_count(0)


def test_through_a_forwarder_it_is_let_in_by_approval(site: Site, page: Page) -> None:
    with forwarder(site.server.port) as port:
        page.goto(f"http://127.0.0.1:{port}/boom")
        expect(page.get_by_text("The consoles are locked")).to_be_visible()
        assert LOCAL not in page.content()
        page.get_by_role("link", name="Open them for this browser").click()
        approve(site, page)
        runs(page)


def test_who_was_let_in_stays_in(unknown: Site, page: Page) -> None:
    page.goto(f"{unknown.origin}/boom")
    expect(page.get_by_text("nothing tells which program")).to_be_visible()
    page.get_by_role("link", name="Open them for this browser").click()
    approve(unknown, page)
    runs(page)
    page.reload()
    runs(page)
    page.goto(f"{unknown.origin}/boom")
    page.get_by_role("link", name="Open them for this browser").click()
    runs(page)
    page.get_by_role("link", name="recent errors").last.click()


def test_the_terminals_link_opens_them_and_leaves_the_address(unknown: Site, page: Page) -> None:
    error, key = unknown.error(), unknown.doorkeeper.keys.issue(unknown.origin)
    link = f"{unknown.origin}/__debugpage__/unlock?id={error}#{key}"
    page.goto(link)
    runs(page)
    assert error in page.url
    assert key not in page.url
    other = page.context.new_page()
    other.goto(link)
    expect(other.locator("[data-said]")).to_contain_text("This link was used already")
    assert "#" not in other.url


def test_the_button_locks_all(unknown: Site, page: Page) -> None:
    page.goto(f"{unknown.origin}/boom")
    page.get_by_role("link", name="Open them for this browser").click()
    approve(unknown, page)
    page.get_by_role("button", name="Lock all consoles").click()
    expect(page.get_by_text("All consoles are locked.")).to_be_visible()
    frame = page.get_by_role("region", name="boom, tests/apps/failures.py").first
    frame.get_by_role("textbox", name="Console").fill("1")
    frame.get_by_role("textbox", name="Console").press("Enter")
    expect(frame.get_by_role("log", name="Console output")).to_contain_text("not let in any longer")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open the consoles")


def test_a_challenge_that_ends_says_so(unknown: Site, page: Page) -> None:
    page.goto(f"{unknown.origin}/__debugpage__/unlock")
    page.get_by_role("button", name="Ask to open").click()
    expect(page.locator("[data-name]").first).not_to_be_empty()
    unknown.doorkeeper.challenges.end_all()
    expect(page.locator("[data-said]")).to_contain_text("This request is over")


def test_a_page_without_scripts_says_what_it_takes(unknown: Site, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{unknown.origin}/__debugpage__/unlock")
    expect(page.get_by_text("This takes JavaScript")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_unlock_page_violates_no_rule_of_axe(
    unknown: Site, open_page: OpenPage, scheme: str
) -> None:
    page = open_page(color_scheme=scheme, bypass_csp=True)
    page.goto(f"{unknown.origin}/__debugpage__/unlock")
    page.get_by_role("button", name="Ask to open").click()
    expect(page.locator("[data-name]").first).not_to_be_empty()
    page.evaluate("document.querySelector('[data-code]').hidden = false")
    assert violations(page) == []
