"""How long until the developer knows: what the first screen of a failed checkout shows, unclicked.

Of the pages that other frameworks show of the same error, none shows the keys of `RATES`.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.apps.storefront import NOTES, RATES
from tests.browser.conftest import OpenPage
from tests.servers import serve

DESK = ViewportSize(width=1400, height=1000)
PHONE = ViewportSize(width=390, height=844)
SERVERS = {
    "wsgi": ("werkzeug", "flask_app"),
    "asgi": ("uvicorn", "starlette_app"),
}


@pytest.fixture(scope="module", params=SERVERS)
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    server, app = SERVERS[request.param]
    folder = tmp_path_factory.mktemp("checkout")
    with serve(server, f"tests.apps.storefront:{app}", folder) as running:
        yield f"http://{running.host}:{running.port}/checkout"


def failing(page: Page) -> Locator:
    return page.get_by_role("region", name="rate_for, tests/apps/storefront.py")


def answers(page: Page) -> dict[str, Locator]:
    """Return the elements by which the developer knows."""
    values = failing(page).get_by_role("table", name="Values").locator(".near")
    rows = values.get_by_role("row")
    return {
        "the error": page.get_by_role("heading", level=1),
        "its cause": page.get_by_role("heading", level=2, name="KeyError: 'DE'"),
        **{note: page.get_by_text(note, exact=True) for note in NOTES},
        "the failing range": failing(page).locator("mark"),
        "country": rows.filter(has=page.get_by_role("rowheader", name="country")).locator("code"),
        "RATES": rows.filter(has=page.get_by_role("rowheader", name="RATES"))
        .locator("summary")
        .first,
    }


def lowest(element: Locator) -> float:
    """Return where the element ends, in pixels from the top; it lies fully between the sides."""
    box, size = element.bounding_box(), element.page.viewport_size
    assert box
    assert size
    assert box["y"] >= 0
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    return box["y"] + box["height"]


def test_the_first_screen_of_a_desk_tells_it_all(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=DESK)
    page.goto(address)
    shown = answers(page)
    expect(shown["the error"]).to_contain_text("CheckoutError: The order could not be placed")
    expect(shown["the failing range"]).to_have_text("RATES[country]")
    expect(shown["country"]).to_have_text("'DE'")
    for key in RATES:
        expect(shown["RATES"]).to_contain_text(repr(key))
    ends = {name: lowest(element) for name, element in shown.items()}
    assert max(ends.values()) < DESK["height"] / 2, ends
    assert page.evaluate("scrollY") == 0


def test_a_phone_need_hardly_be_scrolled(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=PHONE)
    page.goto(address)
    ends = {name: lowest(element) for name, element in answers(page).items()}
    assert max(ends.values()) < PHONE["height"], ends
