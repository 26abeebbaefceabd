"""A24, A25, P06: what the app's own scripts, an address or a message can do to a page."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, expect

from tests.apps.failures import LOCAL, MESSAGE
from tests.security.doors import Site, locked_site

TOKEN = re.compile(r'"tokens":\s*\{\s*"')
HTML_PRINTED = "print('<img src=/stolen onerror=alert(1)>')"
HTML_VALUE = "'<img src=/stolen onerror=alert(2)>'"
HTML_ERROR = "raise ValueError('<img src=/stolen onerror=alert(3)>')"
FETCH = "async () => (await fetch('/boom')).text()"
FORGED = """async () => (await fetch('/boom', { headers: {
  'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Site': 'none',
  'Accept': 'text/html' } })).text()"""
XHR = """() => new Promise((resolve) => {
  const request = new XMLHttpRequest();
  request.onload = () => resolve(request.responseText);
  request.open('GET', '/boom');
  request.setRequestHeader('Accept', 'text/html');
  request.send();
})"""
EMBEDDED = """(kind) => new Promise((resolve) => {
  const element = document.createElement(kind);
  element[{ object: 'data' }[kind] ?? 'src'] = '/boom';
  const read = () => {
    try { resolve(element.contentDocument?.documentElement?.outerHTML ?? 'nothing'); }
    catch (error) { resolve(String(error)); }
  };
  element.onload = read;
  element.onerror = read;
  document.body.append(element);
  setTimeout(read, 1500);
})"""
OPENED = """() => new Promise((resolve) => {
  const opened = window.open('/boom');
  setTimeout(() => {
    try { resolve(opened?.document?.documentElement?.outerHTML ?? 'nothing'); }
    catch (error) { resolve(String(error)); }
  }, 1500);
})"""
WORK = """async (script) => {
  await navigator.serviceWorker.register(script);
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) {
    await new Promise((go) => navigator.serviceWorker.addEventListener('controllerchange', go));
  }
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with locked_site("werkzeug", "infected:app", tmp_path_factory.mktemp("infected")) as site:
        yield site


@pytest.fixture
def loose(browser: Browser) -> Iterator[Page]:
    """A page whose console may complain: browsers tell there what they have blocked."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def has_no_token(text: str) -> None:
    assert not TOKEN.search(text)


def test_the_page_itself_has_tokens(site: Site, page: Page) -> None:
    """What the other tests look for is there to be found."""
    page.goto(site.origin + "/boom")
    assert TOKEN.search(page.content())


@pytest.mark.parametrize("script", [FETCH, FORGED, XHR], ids=["fetch", "forged", "xhr"])
def test_a_script_of_the_app_fetches_no_token_and_no_value(
    site: Site, loose: Page, script: str
) -> None:
    loose.goto(site.origin + "/")
    text = loose.evaluate(script)
    assert MESSAGE in text
    assert LOCAL not in text
    has_no_token(text)


@pytest.mark.parametrize("kind", ["iframe", "object", "embed"])
def test_a_page_embedded_in_the_app_is_not_read(site: Site, loose: Page, kind: str) -> None:
    loose.goto(site.origin + "/")
    text = loose.evaluate(EMBEDDED, kind)
    assert LOCAL not in text
    has_no_token(text)


@pytest.mark.parametrize("opener", ["/", "/strict"])
def test_a_page_that_the_app_opens_is_not_read(site: Site, loose: Page, opener: str) -> None:
    """A24: nor where the app's pages have the same opener policy as ours."""
    loose.goto(site.origin + opener)
    loose.mouse.click(5, 5)
    text = loose.evaluate(OPENED)
    assert LOCAL not in text
    has_no_token(text)


def test_a_service_worker_gets_no_token_by_any_way(site: Site, loose: Page) -> None:
    """It is handed the navigation's own answer where it has asked for a preload."""
    loose.goto(site.origin + "/")
    loose.evaluate(WORK, "/worker.js")
    loose.goto(site.origin + "/boom")
    seen = json.loads(loose.locator("body").inner_text())
    assert len(seen) == 2
    for text in seen:
        assert MESSAGE in text
        assert LOCAL not in text
        has_no_token(text)


def frame_controlled_by(script: str, site: Site, loose: Page) -> Locator:
    """Return the failing frame of a page that a service worker controls, which runs a script."""
    loose.goto(site.origin + "/")
    loose.evaluate(WORK, script)
    loose.goto(site.origin + "/boom")
    assert loose.evaluate("navigator.serviceWorker.controller.scriptURL").endswith(script)
    return loose.get_by_role("region", name="boom, tests/apps/failures.py").first


def test_a_service_worker_that_sees_a_command_cannot_give_another(site: Site, loose: Page) -> None:
    """A24: it controls the page that it let through, so it is handed every request of it."""
    frame = frame_controlled_by("/spy.js", site, loose)
    console = frame.get_by_role("textbox", name="Console")
    console.fill("6 * 7")
    console.press("Enter")
    expect(frame.get_by_role("log", name="Console output")).to_contain_text("42")
    assert not (site.server.log_file.parent / "canary").exists()


def test_a_service_worker_cannot_exchange_the_script_of_the_page(site: Site, loose: Page) -> None:
    """A24: what it answers has another digest than the page asks for, so it is not run."""
    frame = frame_controlled_by("/forger.js", site, loose)
    expect(frame).to_contain_text("The console could not be loaded")
    assert loose.locator("html").get_attribute("data-forged") is None


@pytest.mark.parametrize(
    "address",
    [
        "/boom?__debugger__=yes&cmd=canary()&frm=0&s=x",
        "/boom?code=canary()&eval=canary()#code=canary()",
        "/boom#canary()",
        "/boom#console=canary()&frame=0",
    ],
)
def test_nothing_in_an_address_or_a_message_runs_code(site: Site, page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.resource_type}"))
    page.goto(site.origin + address)
    page.evaluate("""() => {
      for (const message of ['canary()', { code: 'canary()' }, { type: 'eval', code: 'canary()' }])
        window.postMessage(message, '*');
      for (const type of ['storage', 'hashchange']) window.dispatchEvent(new Event(type));
    }""")
    page.wait_for_timeout(300)
    assert asked == ["GET document", "GET script"]
    assert not (site.server.log_file.parent / "canary").exists()


def test_html_in_a_result_is_text(site: Site, page: Page) -> None:
    dialogs: list[Dialog] = []
    asked: list[str] = []
    page.goto(site.origin + "/boom")
    page.on("dialog", lambda dialog: dialogs.append(dialog))
    page.on("request", lambda request: asked.append(request.url))
    frame = page.get_by_role("region", name="boom, tests/apps/failures.py").first
    console, output = (
        frame.get_by_role("textbox", name="Console"),
        frame.get_by_role("log", name="Console output"),
    )
    for code in (HTML_PRINTED, HTML_VALUE, HTML_ERROR):
        console.fill(code)
        console.press("Enter")
    expect(output).to_contain_text("<img src=/stolen onerror=alert(3)>")
    for number in (1, 2, 3):
        expect(output).to_contain_text(f"<img src=/stolen onerror=alert({number})>")
    assert output.locator("img, script, a[href^=javascript]").count() == 0
    assert not dialogs
    assert not [url for url in asked if "stolen" in url]


def test_a_nonce_is_fresh_and_long(site: Site, page: Page) -> None:
    nonces = set()
    for _ in range(2):
        answer = page.goto(site.origin + "/boom?nonce=fixed")
        assert answer
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        nonces |= set(re.findall(r"'nonce-([^']+)'", policy))
    assert len(nonces) == 2
    assert min(map(len, nonces)) >= 22
