"""The page heals: real saves, a real `debugpage run`, a real browser."""

import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import THEMES, violations
from tests.reloading import Development, developing

if TYPE_CHECKING:
    from pathlib import Path

FLASK = """
import pathlib
import flask
from debugpage.healing.news import news

app = flask.Flask(__name__)
posts = pathlib.Path("posts")

@app.get("/boom")
def boom():
    {boom}

@app.post("/pay")
def pay():
    with posts.open("a") as file:
        file.write(flask.request.form["amount"] + "\\n")
    {pay}

@app.get("/form")
def form():
    return "<form method=post action=/pay><input name=amount value=12><button>Pay</button></form>"

@app.get("/listeners")
def listeners():
    return str(len(news))

@app.get("/version")
def version():
    return "{version}"
"""
STARLETTE = """
import pathlib
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from debugpage.healing.news import news

class flask:
    @staticmethod
    def redirect(place):
        return PlainTextResponse("", 302, {{"Location": place}})

posts = pathlib.Path("posts")

def answer(value):
    return PlainTextResponse(value) if isinstance(value, str) else value

async def boom(request):
    def boom():
        {boom}
    return answer(boom())

async def pay(request):
    form = (await request.body()).decode()
    with posts.open("a") as file:
        file.write(form.removeprefix("amount=") + "\\n")
    def pay():
        {pay}
    return answer(pay())

async def form(request):
    return HTMLResponse(
        "<form method=post action=/pay><input name=amount value=12><button>Pay</button></form>")

async def listeners(request):
    return PlainTextResponse(str(len(news)))

async def version(request):
    return PlainTextResponse("{version}")

app = Starlette(routes=[Route("/boom", boom), Route("/pay", pay, methods=["POST"]),
    Route("/form", form), Route("/listeners", listeners),
    Route("/version", version)])
"""
APPS = {"wsgi": FLASK, "asgi": STARLETTE}
FAILS = 'raise LookupError("not yet")'


class Project:
    """A project that is served, one of whose views fails."""

    def __init__(self, server: Development, source: str) -> None:
        self.server = server
        self.source = source
        self.version = 0

    def save(self, boom: str = FAILS, pay: str = FAILS) -> None:
        self.version += 1
        self.server.write(self.source.format(boom=boom, pay=pay, version=self.version))

    def restart(self, boom: str = FAILS, pay: str = FAILS) -> None:
        """Save, and wait until that is served."""
        self.save(boom, pay)
        is_it = str(self.version)
        self.server.wait_until(lambda answer: answer.text == is_it, "/version")

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.port}{path}"

    def posts(self) -> list[str]:
        return (self.server.folder / "posts").read_text().split()


@pytest.fixture(scope="module", params=APPS)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Project]:
    folder: Path = tmp_path_factory.mktemp("project")
    source = APPS[request.param]
    with developing(folder, app=source.format(boom=FAILS, pay=FAILS, version=0)) as server:
        yield Project(server, source)


@pytest.fixture
def project(served: Project) -> Project:
    served.restart()
    (served.server.folder / "posts").write_text("")
    return served


def bar(page: Page) -> Locator:
    return page.get_by_role("complementary", name="The app")


def fail(page: Page, project: Project, path: str = "/boom") -> None:
    """Open a page that fails, and wait until it follows the app."""
    page.goto(project.address(path))
    expect(page.get_by_role("heading", level=1)).to_contain_text("not yet")
    project.server.wait_until(lambda answer: answer.text != "0", "/listeners")


def pay(page: Page, project: Project) -> None:
    page.goto(project.address("/form"))
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("not yet")
    project.server.wait_until(lambda answer: answer.text != "0", "/listeners")


def test_the_page_of_a_get_heals_within_two_seconds(page: Page, project: Project) -> None:
    seconds = []
    for number in range(3):  # other things may keep a machine busy
        project.restart()
        fail(page, project)
        began = time.monotonic()
        project.save(boom=f'return "healed {number}"')
        expect(page.locator("body")).to_have_text(f"healed {number}")
        seconds.append(time.monotonic() - began)
    assert min(seconds) < 2


def test_a_page_that_fails_again_waits_for_the_next_change(page: Page, project: Project) -> None:
    fail(page, project)
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    project.save(boom='raise LookupError("still not")')
    expect(page.get_by_role("heading", level=1)).to_contain_text("still not")
    project.server.wait_until(lambda answer: answer.text != "0", "/listeners")
    project.save(boom='return "healed"')
    expect(page.locator("body")).to_have_text("healed")
    assert len(loads) == 2


def test_a_post_is_sent_once_more_when_asked_and_never_by_itself(
    page: Page, project: Project
) -> None:
    pay(page, project)
    project.restart(pay='return "thanks"')
    expect(bar(page)).to_contain_text("app.py was saved")
    project.restart(pay='return "many thanks"')
    expect(page.get_by_role("heading", level=1)).to_contain_text("not yet")
    assert project.posts() == ["12"]
    bar(page).get_by_role("button", name="Send POST /pay again").click()
    expect(bar(page)).to_contain_text("200 OK")
    expect(bar(page)).to_contain_text("many thanks")
    assert project.posts() == ["12", "12"]
    expect(page.get_by_role("button", name="Send again")).to_be_disabled()
    project.restart(pay='return "thanks"')
    expect(page.locator("[data-announcements]")).to_contain_text("consoles of this page are gone")
    expect(bar(page)).to_contain_text("many thanks")


def test_a_post_that_fails_again_shows_the_new_error(page: Page, project: Project) -> None:
    pay(page, project)
    first = page.url
    project.restart(pay='raise LookupError("not yet, again")')
    bar(page).get_by_role("button", name="Send POST /pay again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("not yet, again")
    assert page.url != first
    expect(page.get_by_role("textbox", name="Console", exact=True).first).to_be_visible()
    project.restart(pay='return flask.redirect("/form?paid=1")')
    bar(page).get_by_role("button", name="Send POST /pay again").click()
    expect(bar(page)).to_contain_text("302 Found")
    bar(page).get_by_role("link", name="Go to /form?paid=1").click()
    expect(page).to_have_url(project.address("/form?paid=1"))
    assert project.posts() == ["12"] * 3


def test_without_a_restart_a_post_is_sent_again_from_its_panel(
    page: Page, project: Project
) -> None:
    pay(page, project)
    page.get_by_role("button", name="Send again").click()
    page.wait_for_url("**/__debugpage__/*")
    assert project.posts() == ["12", "12"]


def test_what_is_typed_is_not_lost(page: Page, project: Project) -> None:
    fail(page, project)
    box = page.get_by_role("textbox", name="Console", exact=True).first
    box.fill("request.args")
    project.restart(boom='return "healed"')
    expect(bar(page)).to_contain_text("The consoles of this page are gone; its text stays.")
    expect(box).to_have_value("request.args")
    bar(page).get_by_role("button", name="Reload").click()
    expect(page.locator("body")).to_have_text("healed")


def test_a_kept_page_stays_and_says_what_became_of_it(page: Page, project: Project) -> None:
    fail(page, project)
    page.get_by_role("contentinfo").get_by_role("link").first.click()
    page.wait_for_url("**/__debugpage__/*")
    project.server.wait_until(lambda answer: answer.text != "0", "/listeners")
    project.restart(boom='return "healed"')
    expect(bar(page)).to_contain_text("app.py was saved, and the app is served anew.")
    expect(page.locator("[data-announcements]")).to_contain_text("consoles of this page are gone")
    expect(page.get_by_role("heading", level=1)).to_contain_text("not yet")
    stale = page.get_by_role("region", name=re.compile(r"^boom, app\.py")).locator(".stale")
    expect(stale).to_contain_text("app.py was saved just now")
    bar(page).get_by_role("link", name="Open GET /boom again").click()
    expect(page.locator("body")).to_have_text("healed")


@pytest.mark.parametrize("theme", THEMES)
def test_the_bar_violates_no_rule_of_axe(
    open_page: OpenPage, project: Project, theme: Literal["light", "dark"]
) -> None:
    page = open_page(color_scheme=theme, bypass_csp=True)
    pay(page, project)
    project.restart(pay='return "thanks"')
    expect(bar(page)).to_contain_text("app.py was saved")
    assert violations(page) == []
    bar(page).get_by_role("button", name="Send POST /pay again").click()
    expect(bar(page)).to_contain_text("thanks")
    assert violations(page) == []


def test_open_pages_share_one_connection(page: Page, project: Project) -> None:
    fail(page, project)
    other = page.context.new_page()
    fail(other, project)
    assert project.server.get("/listeners").text == "1"
    project.save(boom='return "healed"')
    expect(page.locator("body")).to_have_text("healed")
    expect(other.locator("body")).to_have_text("healed")


def test_the_line_is_taken_over_when_its_page_is_closed(page: Page, project: Project) -> None:
    other = page.context.new_page()
    fail(other, project)
    fail(page, project)
    other.close()
    project.save(boom='return "healed"')
    expect(page.locator("body")).to_have_text("healed")


def test_an_app_that_cannot_be_imported_heals(page: Page, project: Project) -> None:
    since = len(project.server.log.text)
    project.server.write("import flask\n1 +\n")
    project.server.log.wait_for("cannot be loaded", since)
    page.goto(project.address("/boom"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("SyntaxError")
    project.save(boom='return "healed"')
    expect(page.locator("body")).to_have_text("healed")


def test_without_javascript_the_page_is_as_ever(open_page: OpenPage, project: Project) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(project.address("/form"))
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("not yet")
    expect(page.get_by_role("button", name="Send again")).to_be_hidden()
    expect(bar(page)).to_have_count(0)
    assert project.server.get("/listeners").text == "0"
