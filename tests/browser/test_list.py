"""The list of errors in a real browser: live, filtered, by keys, without scripts, either theme."""

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import THEMES, violations
from tests.reloading import Development, developing
from tests.servers import serve

SOON = 20_000
"""Milliseconds in which what is new has come, on a machine with much else to do."""
APP = """
import flask

app = flask.Flask(__name__)

@app.get("/fail/<what>")
def fail(what):
    raise {error}(what)

@app.get("/slow/<what>")
def slow(what):
    raise TimeoutError("<b>" + what + "</b>")
"""


class Shop:
    """A server of that app, each of whose errors is told apart by the test that causes it."""

    def __init__(self, port: int) -> None:
        self.port = port

    def fail(self, path: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path)
        assert connection.getresponse().status == 500
        connection.close()

    @property
    def list(self) -> str:
        return f"http://127.0.0.1:{self.port}/__debugpage__/"


@pytest.fixture(scope="module")
def development(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Development]:
    folder = tmp_path_factory.mktemp("project")
    caches = {"XDG_CACHE_HOME": str(tmp_path_factory.mktemp("caches"))}
    with developing(folder, app=APP.format(error="LookupError"), environ=caches) as server:
        yield server


@pytest.fixture
def shop(development: Development) -> Shop:
    return Shop(development.port)


def errors(page: Page) -> Locator:
    return page.locator("[data-errors] > li")


def error(page: Page, text: str) -> Locator:
    return errors(page).filter(has=page.get_by_role("link", name=text))


def test_it_says_where_there_is_nothing_and_then_what_there_is(page: Page, tmp_path: Path) -> None:
    """On a server that could not hold a stream open: the page asks again and again."""
    with serve("gunicorn-2", "tests.apps.marked:wsgi", tmp_path) as server:
        shop = Shop(server.port)
        page.goto(shop.list)
        expect(page.get_by_text("Nothing has failed")).to_be_visible()
        assert violations(page) == []
        shop.fail("/boom")
        expect(error(page, "MarkedError")).to_be_visible(timeout=SOON)
        expect(page.get_by_text("Nothing has failed")).to_be_hidden()


def test_new_errors_come_by_themselves_and_equal_ones_are_counted(page: Page, shop: Shop) -> None:
    shop.fail("/fail/apples")
    page.goto(shop.list)
    expect(error(page, "LookupError: apples")).to_be_visible()
    shop.fail("/slow/pears")
    new = error(page, "TimeoutError: <b>pears</b>")
    expect(new).to_contain_text("GET /slow/pears", timeout=SOON)
    expect(new).to_contain_text("alive")
    expect(errors(page).first).to_contain_text("pears")
    expect(page.get_by_role("status")).to_have_text("1 new error.")
    expect(new.get_by_label("2 times")).to_have_count(0)
    shop.fail("/slow/pears")
    expect(new.get_by_label("2 times")).to_be_visible(timeout=SOON)
    new.get_by_text("Earlier").click()
    expect(new.locator(".earlier a")).to_have_count(1)
    shop.fail("/slow/pears")  # what is open stays open
    expect(new.locator(".earlier a")).to_have_count(2, timeout=SOON)
    expect(new.locator(".earlier a").first).to_be_visible()
    new.locator(".earlier a").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("pears")


def test_a_restart_of_the_app_empties_nothing_and_says_who_is_gone(
    page: Page, shop: Shop, development: Development
) -> None:
    shop.fail("/fail/plums")
    page.goto(shop.list)
    plums = error(page, "LookupError: plums")
    expect(plums.locator("[data-part=state]")).to_have_text("alive")
    development.write(APP.format(error="LookupError") + "\n# saved\n")
    expect(plums.locator("[data-part=state]")).to_have_text("gone", timeout=SOON)
    plums.get_by_role("link", name="plums").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("plums")
    expect(page.get_by_text("The consoles are gone").first).to_be_visible()


def test_a_filter_by_words_and_keys_to_walk(page: Page, shop: Shop) -> None:
    for what in ("figs", "dates"):
        shop.fail(f"/fail/{what}")
    page.goto(shop.list)
    page.keyboard.press("/")
    box = page.get_by_role("searchbox", name="Filter errors")
    expect(box).to_be_focused()
    page.keyboard.type("figs /fail")
    expect(error(page, "figs")).to_be_visible()
    expect(error(page, "dates")).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("1 error")
    page.keyboard.type(" nothing")
    expect(page.get_by_text("No error fits the filter.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(error(page, "dates")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(error(page, "dates").get_by_role("link", name="dates")).to_be_focused()
    page.keyboard.press("j")
    expect(error(page, "figs").get_by_role("link", name="figs")).to_be_focused()
    shop.fail("/fail/limes")  # the focus stays where it is
    expect(error(page, "limes")).to_be_visible(timeout=SOON)
    expect(error(page, "figs").get_by_role("link", name="figs")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("figs")


def test_without_javascript_it_is_all_there(open_page: OpenPage, shop: Shop) -> None:
    shop.fail("/slow/melons")
    shop.fail("/slow/melons")
    page = open_page(java_script_enabled=False)
    page.goto(shop.list)
    melons = error(page, "melons")
    expect(melons).to_contain_text("×2")  # noqa: RUF001 - times
    expect(page.get_by_role("searchbox")).to_be_hidden()
    melons.get_by_text("Earlier").click()
    melons.get_by_role("link", name=re.compile(r"\d\d:\d\d:\d\d")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("melons")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [1400, 390])
def test_it_violates_no_rule_of_axe(
    open_page: OpenPage, shop: Shop, theme: Literal["light", "dark"], width: int
) -> None:
    for _ in range(2):
        shop.fail(f"/slow/{'a-very-long-path-without-any-break' * 5}")
    page = open_page(color_scheme=theme, bypass_csp=True, viewport={"width": width, "height": 844})
    page.goto(shop.list)
    page.get_by_text("Earlier").first.click()
    shop.fail(f"/fail/{theme}-{width}")
    expect(error(page, f"{theme}-{width}")).to_be_visible(timeout=SOON)
    page.wait_for_function("document.getAnimations().every((one) => one.playState === 'finished')")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("?")
    assert violations(page) == []
