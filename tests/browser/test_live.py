"""`--live`: pages of the app itself load themselves again when it is served anew."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.reloading import Development, developing

FLASK = """
import flask
from debugpage.healing.news import news

app = flask.Flask(__name__)

@app.route("/", methods=["GET", "POST"])
def index():
    return "<title>TEXT</title><h1>TEXT</h1><input aria-label=Name><p>" + flask.request.method

@app.get("/listeners")
def listeners():
    return str(len(news))
"""
STARLETTE = """
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from debugpage.healing.news import news

async def index(request):
    return HTMLResponse("<title>TEXT</title><h1>TEXT</h1><input aria-label=Name>")

async def listeners(request):
    return PlainTextResponse(str(len(news)))

app = Starlette(routes=[Route("/", index), Route("/listeners", listeners)])
"""
APPS = {"wsgi": FLASK, "asgi": STARLETTE}


@pytest.fixture(scope="module", params=APPS)
def source(request: pytest.FixtureRequest) -> str:
    return APPS[request.param]


@pytest.fixture(scope="module")
def server(source: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Development]:
    folder = tmp_path_factory.mktemp("project")
    with developing(folder, "--live", app=source) as server:
        yield server


def save(server: Development, source: str, text: str) -> None:
    server.write(source.replace("TEXT", text))
    server.wait_until(lambda answer: f"<h1>{text}</h1>" in answer.text)


def open_front(page: Page, server: Development, text: str) -> None:
    page.goto(f"http://127.0.0.1:{server.port}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
    server.wait_until(lambda answer: answer.text != "0", "/listeners")


def test_a_page_shows_what_is_saved(page: Page, server: Development, source: str) -> None:
    save(server, source, "one")
    open_front(page, server, "one")
    save(server, source, "two")
    expect(page.get_by_role("heading", level=1)).to_have_text("two")
    server.write(f"{source}\n1 +\n")
    expect(page.get_by_role("heading", level=1)).to_contain_text("SyntaxError")
    save(server, source, "three")
    expect(page.get_by_role("heading", level=1)).to_have_text("three")


def test_what_is_typed_into_a_page_is_kept(page: Page, server: Development, source: str) -> None:
    save(server, source, "one")
    open_front(page, server, "one")
    page.get_by_label("Name").fill("Ada")
    save(server, source, "two")
    server.wait_until(lambda answer: answer.text != "0", "/listeners")  # it has heard of it
    expect(page.get_by_role("heading", level=1)).to_have_text("one")
    expect(page.get_by_label("Name")).to_have_value("Ada")
