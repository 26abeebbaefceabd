"""The script that a page loads from its server: when, what stays of what was typed, what if not."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from debugpage.render.bundle import served
from tests.browser.endpoint import ADDRESS, SCRIPT, Endpoint, answer_script
from tests.demo import Demo

LOST = "The console could not be loaded"
LATE = "The console is still being loaded"


@pytest.fixture
def held(endpoint: Endpoint) -> list[Route]:
    """The requests for the script of the page, which stands there without."""
    requests: list[Route] = []
    endpoint.page.route(SCRIPT, lambda route: requests.append(route))
    endpoint.page.reload(wait_until="domcontentloaded")
    expect(endpoint.box).to_be_visible()
    return requests


def answer(held: list[Route]) -> None:
    answer_script(held.pop())


def test_what_was_typed_before_the_script_came_stays_and_runs(
    endpoint: Endpoint, held: list[Route]
) -> None:
    endpoint.box.press_sequentially("len(RATES)")
    expect(endpoint.box).to_have_css("color", "rgb(28, 30, 34)")  # there are no colours yet
    for _ in range(5):
        endpoint.box.press("ArrowLeft")
    height = endpoint.box.bounding_box()
    answer(held)
    expect(endpoint.log).to_be_attached()
    expect(endpoint.frame().locator(".editor .b")).to_have_text("len")
    expect(endpoint.box).to_be_focused()
    assert endpoint.box.bounding_box() == height
    endpoint.page.keyboard.type("_")
    expect(endpoint.box).to_have_value("len(R_ATES)")
    endpoint.page.keyboard.press("ControlOrMeta+z")
    expect(endpoint.box).to_have_value("len(RATES)")
    endpoint.will({})
    endpoint.box.press("Enter")
    expect(endpoint.box).to_have_value("")
    endpoint.settle()
    assert endpoint.codes() == ["len(RATES)"]


def test_enter_before_the_script_came_runs_nothing_and_loses_nothing(
    endpoint: Endpoint, held: list[Route]
) -> None:
    endpoint.type("a")
    answer(held)
    expect(endpoint.log).to_be_attached()
    expect(endpoint.box).to_have_value("a\n")
    assert endpoint.codes() == []


def test_several_lines_typed_before_the_script_came_stand_where_they_stay(
    endpoint: Endpoint, held: list[Route]
) -> None:
    endpoint.box.press_sequentially("for rate in RATES:\n    print(rate)\n")
    place = endpoint.box.bounding_box()
    answer(held)
    expect(endpoint.log).to_be_attached()
    assert endpoint.box.bounding_box() == place


def test_one_that_lets_wait_is_told_until_it_comes(endpoint: Endpoint) -> None:
    page, requests = endpoint.page, list[Route]()
    page.route(SCRIPT, lambda route: requests.append(route))
    page.clock.install()
    page.reload(wait_until="domcontentloaded")
    expect(endpoint.box).to_be_visible()
    expect(page.get_by_text(LATE)).to_have_count(0)
    page.clock.fast_forward("00:10")
    expect(endpoint.frame()).to_contain_text(LATE)
    expect(page.get_by_role("status")).to_contain_text(LATE)
    answer(requests)
    expect(endpoint.log).to_be_attached()
    expect(page.get_by_text(LATE)).to_have_count(0)


def test_nothing_is_offered_that_only_the_script_can_do(
    endpoint: Endpoint, held: list[Route]
) -> None:
    lock = endpoint.page.get_by_role("button", name="Lock all consoles")
    expect(endpoint.page.get_by_role("button", name="Copy text")).to_be_visible()
    expect(lock).to_have_count(0)
    answer(held)
    expect(lock).to_be_visible()


def test_frames_opened_before_and_after_get_their_console(
    endpoint: Endpoint, held: list[Route]
) -> None:
    other = endpoint.frame("charge, shop/tax.py:4")
    endpoint.page.keyboard.press("j")
    endpoint.page.keyboard.press("c")
    box = other.get_by_role("textbox", name="Console")
    expect(box).to_be_focused()
    endpoint.page.keyboard.type("x")
    expect(box).to_have_value("x")
    answer(held)
    expect(other.get_by_role("log")).to_be_attached()
    expect(box).to_be_focused()


def test_one_that_does_not_come_is_told_and_loaded_again(
    endpoint: Endpoint, held: list[Route]
) -> None:
    endpoint.box.fill("1")
    held.pop().abort("connectionrefused")
    expect(endpoint.frame()).to_contain_text(LOST)
    expect(endpoint.page.get_by_role("status")).to_contain_text(LOST)
    other = endpoint.frame("charge, shop/tax.py:4")
    other.locator("summary").first.click()
    expect(other).to_contain_text(LOST)
    endpoint.frame().get_by_role("button", name="Load it again").click()
    expect(endpoint.box).to_be_focused()
    expect(endpoint.page.get_by_text(LOST)).to_have_count(0)
    answer(held)
    expect(endpoint.log).to_be_attached()
    expect(endpoint.box).to_have_value("1")


@pytest.mark.parametrize("status", [200, 404])
def test_another_script_in_its_place_does_not_run(browser: Browser, status: int) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/*", lambda _: None)
        text = "document.documentElement.dataset.ran = ''"
        other = served().text + text if status == 200 else text
        handler = re.compile(re.escape(SCRIPT))
        endpoint = Endpoint(page)
        page.route(
            handler,
            lambda route: route.fulfill(status=status, content_type="text/javascript", body=other),
        )
        page.goto(ADDRESS)
        expect(endpoint.frame()).to_contain_text(LOST)
        expect(page.locator("html[data-ran]")).to_have_count(0)
        expect(endpoint.log).to_have_count(0)


def test_it_is_loaded_once_for_all_pages_and_by_no_saved_one(
    page: Page, demo: Demo, tmp_path: Path
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for _ in range(2):
        page.goto(f"{demo.address}flask/checkout/DE")
        expect(page.get_by_role("log").first).to_be_attached()
    loaded = "performance.getEntriesByType('resource').find(({ name }) => name.endsWith('.js'))"
    assert page.evaluate(f"{loaded}.transferSize") == 0
    html = page.evaluate("document.documentElement.outerHTML")
    saved = tmp_path / "saved.html"
    saved.write_text(f"<!doctype html>{html}", "utf-8")
    asked.clear()
    page.goto(saved.as_uri())
    expect(page.get_by_text("This is a saved page").first).to_be_visible()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    expect(page.get_by_role("button", name="Copy path")).to_have_count(1)
    expect(page.locator(".store").first).to_be_attached()
    expect(page.get_by_role("button", name=re.compile("Store|Lock|Load|again"))).to_have_count(0)
