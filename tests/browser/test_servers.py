"""A failing app on the server that people use: its page and its consoles, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.apps.failures import LOCAL, MESSAGE
from tests.servers import Server, serve
from tests.venues import ON_SERVERS, Place

WITH_CONSOLES = [place for place in ON_SERVERS if place.knows_peers]
WITHOUT = [place for place in ON_SERVERS if not place.knows_peers]


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    place: Place = request.param
    with serve(place.server, f"tests.apps.{place.app}", tmp_path) as running:
        yield running


def open_boom(page: Page, server: Server) -> None:
    page.goto(f"http://{server.host}:{server.port}/boom")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(f"ZeroDivisionError: {MESSAGE}")


@pytest.mark.parametrize("server", WITH_CONSOLES, indirect=True, ids=str)
def test_the_console_of_the_failing_frame_answers(page: Page, server: Server) -> None:
    open_boom(page, server)
    frame = page.get_by_role("region", name="boom, tests/apps/failures.py").first
    console = frame.get_by_role("textbox", name="Console")
    for code, answer in (("1 + 1", "2"), ("guests['flower'].upper()", LOCAL.upper())):
        console.fill(code)
        console.press("Enter")
        expect(frame.get_by_role("log", name="Console output")).to_contain_text(answer)


@pytest.mark.parametrize("server", WITHOUT, indirect=True, ids=str)
def test_a_server_that_hides_the_peer_gets_a_page_that_says_why(page: Page, server: Server) -> None:
    open_boom(page, server)
    expect(page.get_by_role("textbox", name="Console")).to_have_count(0)
    expect(page.get_by_text("The consoles are locked")).to_be_visible()
    expect(page.locator("main")).to_contain_text(LOCAL)
