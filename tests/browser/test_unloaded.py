"""The values of libraries' frames are not in the page: they are loaded when a frame is opened."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from debugpage.render import HtmlRenderer
from debugpage.report import ConsoleAccess
from tests import reports
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import violations
from tests.browser.test_values import value

LIBRARY = re.compile("Flask.dispatch_request, ")
OWN = "stock, tests/apps/storefront.py"


def opened(page: Page) -> Locator:
    """Open a frame of Flask by its line, as somebody who reads would, and return it."""
    page.get_by_role("button", name="Library frames").click()
    frame = page.get_by_role("region", name=LIBRARY)
    frame.locator("summary").first.click()
    return frame


def asked(page: Page) -> list[Request]:
    """Return what will have been asked of the server for values."""
    requests: list[Request] = []
    page.on("request", lambda one: requests.append(one) if one.url.endswith("/values") else None)
    return requests


def test_opening_a_frame_of_a_library_loads_its_values_once(
    open_page: OpenPage, storefront: str
) -> None:
    page = open_page(viewport={"width": 1400, "height": 1000}, bypass_csp=True)
    requests = asked(page)
    page.goto(f"{storefront}stock")
    expect(page.get_by_role("region", name=OWN).get_by_role("table", name="Values")).to_be_visible()
    assert requests == []
    frame = opened(page)
    table = frame.get_by_role("table", name="Values")
    expect(table.get_by_role("rowheader", name="At the marked line")).to_be_visible()
    expect(value(frame, "self.view_functions")).to_contain_text("stock")
    expect(frame).to_contain_text("As they are now")
    expect(page.get_by_role("status")).to_have_text("The values are loaded.")
    frame.locator("summary").first.click()
    frame.locator("summary").first.click()
    expect(table).to_be_visible()
    assert [json.loads(request.post_data or "")["path"] for request in requests] == [[]]
    assert violations(page) == []


def test_what_was_loaded_is_looked_into_and_stored(page: Page, storefront: str) -> None:
    page.goto(f"{storefront}stock")
    frame = opened(page)
    views = value(frame, "self.view_functions")
    views.locator("summary").first.click()
    expect(views.get_by_role("listitem").first).to_contain_text("function")
    views.get_by_role("button", name="Store as variable").first.click()
    expect(frame.get_by_role("log")).to_contain_text("temp1")


@pytest.mark.parametrize(
    ("status", "told"),
    [(403, "its consoles were locked"), (0, "The server did not answer")],
)
def test_a_failure_is_told_and_can_be_tried_again(
    page: Page, storefront: str, status: int, told: str
) -> None:
    page.goto(f"{storefront}stock")
    page.route(
        "**/values",
        lambda one: one.fulfill(status=status) if status else one.abort("connectionrefused"),
        times=1,
    )
    frame = opened(page)
    expect(frame).to_contain_text("The values were not loaded.")
    expect(frame).to_contain_text(told)
    expect(page.get_by_role("status")).to_contain_text(told)
    frame.get_by_role("button", name="Try again").press("Enter")
    expect(frame.get_by_role("table", name="Values")).to_be_visible()
    expect(frame.locator(".data")).to_be_focused()


def test_what_is_gone_is_told_and_not_asked_for_again(page: Page, storefront: str) -> None:
    page.goto(f"{storefront}stock")
    error = "The live frames of this error are gone: newer errors came."
    body = json.dumps({"error": error})
    page.route("**/values", lambda one: one.fulfill(status=410, body=body))
    frame = opened(page)
    expect(frame).to_contain_text(f"The values were not loaded. {error}")
    expect(page.get_by_role("status")).to_contain_text(error)
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_without_scripts_a_page_of_its_own_has_all_values(
    open_page: OpenPage, storefront: str
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{storefront}stock")
    frame = page.get_by_role("region", name=LIBRARY)
    page.locator(".fold > summary").first.click()
    frame.locator("summary").first.click()
    expect(frame).to_contain_text(re.compile(r"The values here \(\d+ locals\) were not loaded\."))
    page.get_by_role("link", name="in a page of their own").click()
    expect(page).to_have_url(re.compile(r"\?values=all$"))
    page.locator(".fold > summary").first.click()
    frame.locator("summary").first.click()
    expect(frame.get_by_role("table", name="Values")).to_be_visible()
    expect(page.get_by_role("link", name="in a page of their own")).to_have_count(0)


def test_nothing_is_asked_where_there_is_no_token(page: Page) -> None:
    requests = asked(page)
    frame = reports.frame(1)._replace(unloaded=12)
    html = HtmlRenderer().render(
        reports.report_of(reports.problem(frames=(frame,))), ConsoleAccess("/boot/", {})
    )
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=html))
    page.goto("http://127.0.0.1:5000/")
    expect(page.get_by_text("The values here (12 locals) were not loaded.")).to_be_visible()
    assert requests == []
