"""Values that a page does not hold are loaded when they are asked for, from the live frame."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from debugpage.render import HtmlRenderer
from debugpage.report import ConsoleAccess, Entry
from tests import reports
from tests.browser.conftest import OpenPage
from tests.browser.endpoint import SCRIPT, SCRIPTS, answer_script

FRAME = "stock, tests/apps/storefront.py"


@pytest.fixture
def frame(page: Page, storefront: str) -> Locator:
    page.goto(f"{storefront}stock")
    return page.get_by_role("region", name=FRAME).first


def value(frame: Locator, name: str) -> Locator:
    """Return the cell of the value that goes by `name`."""
    header = frame.page.get_by_role("rowheader", name=name, exact=True)
    return frame.get_by_role("row").filter(has=header)


def items(tree: Locator) -> Locator:
    return tree.locator("td > details > ul > li")


def test_a_list_is_loaded_to_its_end(frame: Locator) -> None:
    shelves = value(frame, "shelves")
    shelves.locator("summary").first.click()
    expect(items(shelves)).to_have_count(25)
    shelves.get_by_role("button", name="Load 24 more").press("Enter")
    expect(items(shelves)).to_have_count(49)
    status = frame.page.get_by_role("status")
    expect(status).to_have_text("shelves: 24 items loaded")
    last = shelves.get_by_role("button", name="Load 12 more")
    expect(last).to_be_focused()
    last.press("Enter")
    expect(items(shelves)).to_have_count(60)
    expect(items(shelves).last).to_contain_text("59")
    expect(items(shelves).nth(48)).to_be_focused()
    expect(shelves.get_by_role("button", name="Load")).to_have_count(0)


def test_what_lies_deeper_than_the_page_opens_by_the_keyboard(frame: Locator) -> None:
    deep = value(frame, "deep")
    for level in range(5):
        summary = deep.locator("summary").nth(level)
        summary.focus()
        summary.press("Enter")
        expect(deep.locator("details").nth(level)).to_have_attribute("open", "")
    expect(deep).to_contain_text("the bottom")


def test_items_of_items_are_loaded_by_their_own_path(frame: Locator) -> None:
    shelves = value(frame, "shelves")
    shelves.locator("summary").first.click()
    shelf = items(shelves).nth(7)
    shelf.locator("summary").first.click()
    places = shelf.get_by_role("listitem").filter(has_text="'places'")
    places.locator("summary").first.click()
    more = places.get_by_role("button", name="Load")
    expect(more).to_have_text("Load 16 more")
    more.click()
    expect(places.locator("ul > li").nth(27)).to_have_text(re.compile(r"^27\s+27\s*$"))


def test_an_object_that_was_not_loaded_tells_itself_later(frame: Locator) -> None:
    slow = value(frame, "slow")
    expect(slow).to_contain_text("not loaded")
    slow.locator("summary").click()
    expect(slow).to_contain_text("Slow(but told)")


def test_secrets_stay_masked(frame: Locator) -> None:
    secret = value(frame, "password")
    expect(secret).not_to_contain_text("safe")
    expect(secret.locator("summary")).to_have_count(0)


def test_console_and_values_of_a_frame_each_count(page: Page, storefront: str) -> None:
    numbers: dict[str, list[int]] = {"eval": [], "values": [], "complete": [], "progress": []}

    def note(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        numbers[name].append(json.loads(route.request.post_data or "")["seq"])
        route.continue_()

    page.route(re.compile(r"/__debugpage__/.+/(?!.+\.js$)"), note)
    page.goto(f"{storefront}stock")
    frame = page.get_by_role("region", name=FRAME).first
    shelves = value(frame, "shelves")
    shelves.locator("summary").first.click()
    console = frame.get_by_role("textbox", name="Console")
    for code in ("len(shelves)", "type(slow)"):
        console.fill(code)
        console.press("Enter")
        expect(frame.get_by_role("log")).to_contain_text(code)
        count = items(shelves).count()
        shelves.get_by_role("button", name="more").click()
        expect(items(shelves)).not_to_have_count(count)
    expect(frame.get_by_role("log")).to_contain_text("60")
    assert (numbers["eval"], numbers["values"]) == ([1, 2], [1, 2])


def test_a_refusal_stands_at_the_node_and_nothing_is_lost(frame: Locator) -> None:
    page = frame.page
    sentence = json.dumps({"error": "its frames are gone"})
    page.route("**/values", lambda route: route.fulfill(status=410, body=sentence))
    shelves = value(frame, "shelves")
    shelves.locator("summary").first.click()
    shelves.get_by_role("button", name="Load").click()
    expect(shelves).to_contain_text("its frames are gone")
    expect(page.get_by_role("status")).to_have_text("its frames are gone")
    expect(items(shelves)).to_have_count(25)
    page.unroute("**/values")
    shelves.get_by_role("button", name="Load").click()
    expect(items(shelves)).to_have_count(49)
    expect(shelves).not_to_contain_text("its frames are gone")


def test_nothing_is_offered_where_nothing_can_be_loaded(
    open_page: OpenPage, storefront: str
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{storefront}stock")
    shelves = value(page.get_by_role("region", name=FRAME).first, "shelves")
    shelves.locator("summary").first.click()
    expect(items(shelves).last).to_have_text("36 further items left out")
    expect(shelves.get_by_role("button", name="Load")).to_have_count(0)


@pytest.mark.parametrize(("tokens", "buttons"), [({}, 0), ({"f1": "key"}, 1)])
def test_buttons_are_only_where_the_page_has_a_token(
    page: Page, tokens: dict[str, str], buttons: int
) -> None:
    numbers = reports.sequence([reports.sequence([reports.number(1)])])
    numbers = numbers._replace(length=3, omitted=2)
    frames = tuple(reports.frame(n, locals_=(Entry("numbers", numbers),)) for n in (1, 2))
    report = reports.report_of(reports.problem(frames=frames))
    html = HtmlRenderer().render(report, ConsoleAccess("/boot/", tokens), served=SCRIPTS)
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=html))
    page.route(SCRIPT, answer_script)
    page.goto("http://127.0.0.1:5000/")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    expect(page.get_by_text("2 further items")).to_have_count(2)
    expect(page.get_by_role("button", name="Load 2 more")).to_have_count(buttons)
