"""A real Chromium for browser tests, and pages that fail a test by any message on their console."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser.endpoint import Endpoint
from tests.demo import Demo, running_demo
from tests.servers import serve

ARGUMENTS = (
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# What Chromium says of any answer with an error status, and of none; the page has no part in it.
NETWORK_MESSAGES = (
    "Failed to load resource: the server responded with a status of",
    "Failed to load resource: net::ERR_CONNECTION_REFUSED",
)

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def launched(chromium: str) -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS])
        loop = asyncio.get_running_loop()
        yield browser, loop
        asyncio._set_running_loop(loop)
        browser.close()


@pytest.fixture
def browser(launched: tuple[Browser, asyncio.AbstractEventLoop]) -> Iterator[Browser]:
    """The browser. Playwright's event loop counts as running only while a browser test runs.

    Otherwise `asyncio.run` would refuse to work in every test that the same worker runs later.
    """
    running, loop = launched
    asyncio._set_running_loop(loop)
    yield running
    asyncio._set_running_loop(None)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Make pages: `open_page(color_scheme="dark", …)`, each in a context of its own.

    The test fails at its end if any of them has written to the console or raised an error.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.extend(_complaint(message)))
        page.on("pageerror", lambda error: complaints.append(f"page error: {error}"))
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page 1400 wide and 1000 high; the test fails if it writes to the browser's console."""
    return open_page(viewport={"width": 1400, "height": 1000})


@pytest.fixture
def endpoint(page: Page) -> Endpoint:
    """A page whose server the test plays."""
    return Endpoint(page)


def _complaint(message: ConsoleMessage) -> Iterator[str]:
    if not message.text.startswith(NETWORK_MESSAGES):
        yield f"{message.type}: {message.text}"


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """The demo, running for all tests of this worker."""
    with running_demo("--port", "0") as running:
        yield running


@pytest.fixture(scope="session")
def storefront(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `tests.apps.storefront`, running for all tests of this worker."""
    folder = tmp_path_factory.mktemp("storefront")
    with serve("werkzeug", "tests.apps.storefront:flask_app", folder) as server:
        yield f"http://{server.host}:{server.port}/"
