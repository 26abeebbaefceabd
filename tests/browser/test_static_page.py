"""A page on disk, opened in a real browser: landmarks, themes, sizes, no scripts, no complaint."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from debugpage.render import HtmlRenderer
from debugpage.render.policy import content_security_policy
from debugpage.report import Report, Span
from tests import reports
from tests.browser.conftest import OpenPage

RATE_FOR = "rate_for, shop/tax.py:10"
SETTLED = "(box) => new Promise((done) => requestAnimationFrame(() => done(box.scrollLeft)))"
SIZES = ((1400, 1000), (390, 844), (360, 640))


def save(folder: Path, report: Report) -> str:
    file = folder / "page.html"
    file.write_text(HtmlRenderer().render(report), "utf-8")
    return file.as_uri()


@pytest.fixture
def chained(tmp_path: Path) -> str:
    return save(tmp_path, reports.chained())


def in_viewport(page: Page, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    size = page.viewport_size
    return bool(box and size and box["y"] >= 0 and box["y"] + box["height"] <= size["height"])


def test_the_landmarks_are_there(page: Page, chained: str) -> None:
    page.goto(chained)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("CheckoutError: the basket of customer 4711 cannot be priced")
    expect(page).to_have_title("CheckoutError: the basket of customer 4711 cannot be priced")
    frame = page.get_by_role("region", name=RATE_FOR)
    table = frame.get_by_role("table", name="Values")
    expect(table.get_by_role("row", name="RATES")).to_contain_text("'GB'")
    expect(table.get_by_role("row", name="country")).to_contain_text("'DE'")
    request = page.get_by_role("region", name="Request", exact=True)
    expect(request).to_contain_text("POST http://127.0.0.1:5000/checkout?ref=mail")
    expect(page.get_by_role("region", name="Environment")).to_contain_text("flask")


def test_the_failing_range_is_marked_and_seen_without_a_click(page: Page, chained: str) -> None:
    page.goto(chained)
    mark = page.locator(f'[aria-label="{RATE_FOR}"] mark')
    expect(mark).to_have_text("RATES[country]")
    assert in_viewport(page, f'[aria-label="{RATE_FOR}"] mark')
    assert in_viewport(page, f'[aria-label="{RATE_FOR}"] .near')


def test_lines_stand_as_in_the_file_the_failing_one_with_its_number(
    page: Page, chained: str
) -> None:
    page.goto(chained)
    frame = page.get_by_role("region", name=RATE_FOR)
    expect(frame.locator(".source .at")).to_have_attribute("data-n", "10")
    margins = "tokens => tokens.map(one => getComputedStyle(one).marginInlineStart)"
    assert set(frame.locator(".source i").evaluate_all(margins)) == {"0px"}
    for part, look in (("null", "fontSize"), ("'::before'", "width")):
        looks = f"lines => lines.map(one => getComputedStyle(one, {part}).{look})"
        assert len(set(frame.locator(".source [data-n]").evaluate_all(looks))) == 1


def test_a_failing_range_far_to_the_right_is_brought_into_sight(page: Page, tmp_path: Path) -> None:
    line = f"total = {' + '.join(f'price_{number}' for number in range(40))}"
    at = line.index("price_35")
    frames = [
        reports.frame(number, line=1, lines=line, span=Span(1, at, 1, at + 8)) for number in (1, 2)
    ]
    frames[1] = frames[1]._replace(function="inner")
    for width in (1400, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(save(tmp_path, reports.report_of(reports.problem(frames=(*frames,)))))
        for label in ("inner", "rate_for"):
            frame = page.get_by_role("region", name=label)
            if label == "rate_for":
                frame.locator("summary").first.click()
            frame.locator(".source").evaluate(SETTLED)
            mark, source = (frame.locator(part).bounding_box() for part in ("mark", ".source"))
            assert mark
            assert source
            assert source["x"] + 40 < mark["x"]  # right of the line's number, which stays in place
            assert mark["x"] + mark["width"] <= source["x"] + source["width"]


def test_nothing_scrolls_sideways(page: Page, tmp_path: Path) -> None:
    for sample in (reports.chained, reports.grouped, reports.recursive, reports.minified):
        page.goto(save(tmp_path, sample()))
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_theme_follows_the_system_and_the_button(open_page: OpenPage, chained: str) -> None:
    def darkness(page: Page) -> str:
        ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        return "dark" if max(map(int, ground[4:-1].split(","))) < 128 else "light"

    for system, other in (("dark", "light"), ("light", "dark")):
        page = open_page(color_scheme=system)
        page.goto(chained)
        assert darkness(page) == system
        page.get_by_role("button", name="Switch between dark and light").click()
        expect(page.locator("html")).to_have_attribute("data-theme", other)
        assert darkness(page) == other
        reload_until_remembered(page, other)
        assert darkness(page) == other


def reload_until_remembered(page: Page, theme: str) -> None:
    """Load the page again: a browser writes what a file's page stores a moment later."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        page.reload()
        if page.locator("html").get_attribute("data-theme") == theme:
            return
    pytest.fail(f"{theme} was not remembered")


def test_without_scripts_everything_can_be_read(open_page: OpenPage, chained: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(chained)
    expect(page.locator("mark").first).to_have_text("RATES[country]")
    outer = page.get_by_role("region", name="checkout, shop/views.py:5").first
    table = outer.get_by_role("table", name="Values")
    expect(table).to_be_hidden()
    outer.locator("summary").first.click()
    expect(table).to_be_visible()
    page.get_by_text("4 frames in flask, 3 in werkzeug").click()
    expect(page.get_by_role("region", name="Flask.wsgi_app, flask/app.py:11")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Console")).to_have_count(0)


def test_a_saved_page_says_why_it_has_no_console(page: Page, chained: str) -> None:
    page.goto(chained)
    frame = page.get_by_role("region", name=RATE_FOR)
    expect(frame).to_contain_text("This is a saved page")
    expect(frame.get_by_role("textbox")).to_have_count(0)


def test_keys_walk_the_frames_and_open_them(page: Page, chained: str) -> None:
    page.goto(chained)
    page.keyboard.press("j")
    second = page.get_by_role("region", name="charge, shop/tax.py:4").first
    expect(second.locator("summary").first).to_be_focused()
    page.keyboard.press("o")
    expect(second.get_by_role("table", name="Values")).to_be_visible()
    page.keyboard.press("k")
    first = page.get_by_role("region", name=RATE_FOR)
    expect(first.locator("summary").first).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("next and previous frame")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_copying_works_where_the_clipboard_api_is_missing(page: Page, chained: str) -> None:
    page.goto(chained)
    page.evaluate("""() => {
        Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.addEventListener("copy", () => { window.copied = getSelection().toString(); });
    }""")
    page.get_by_role("button", name="Copy text").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert "KeyError: 'DE'" in page.evaluate("window.copied")


def test_library_frames_are_shown_by_one_button_that_is_remembered(
    page: Page, chained: str
) -> None:
    page.goto(chained)
    deep = page.get_by_role("region", name="Flask.wsgi_app, flask/app.py:11")
    expect(deep).to_be_hidden()
    page.get_by_role("button", name="Library frames").click()
    expect(deep).to_be_visible()
    page.reload()
    expect(deep).to_be_visible()


def test_folds_are_remembered_by_what_they_hold(page: Page, tmp_path: Path) -> None:
    page.goto(save(tmp_path, reports.chained()))
    label = "4 frames in flask, 3 in werkzeug"
    page.get_by_text(label).click()
    after_restart = reports.chained()._replace(id="another")
    page.goto(save(tmp_path, after_restart))
    deep = page.get_by_role("region", name="Flask.wsgi_app, flask/app.py:11")
    expect(deep).to_be_visible()
    page.goto(save(tmp_path, reports.recursive()))
    expect(page.locator(".fold[open]")).to_have_count(0)
    page.goto(save(tmp_path, after_restart))
    page.get_by_text(label).click()
    page.reload()
    expect(deep).to_be_hidden()


def test_what_the_filter_opened_is_no_choice(page: Page, chained: str) -> None:
    page.goto(chained)
    page.get_by_role("searchbox").fill("werkzeug")
    page.locator(".fold > summary").first.click()
    page.reload()
    expect(page.locator(".fold[open]")).to_have_count(0)


def test_long_messages_and_many_notes_scroll_by_keys(page: Page, tmp_path: Path) -> None:
    lines = "\n".join(f"line {number}" for number in range(60))
    problem = reports.problem(message=lines, notes=("short", lines, *"abcdef"))
    page.goto(save(tmp_path, reports.report_of(problem)))
    notes = page.get_by_role("group", name="Notes")
    for box, most in ((page.locator("h1 .message"), 450), (notes, 260)):
        size = box.bounding_box()
        assert size
        assert size["height"] <= most
        box.focus()
        page.keyboard.press("End")
        page.wait_for_function("(box) => box.scrollTop > 300", arg=box.element_handle())
    expect(notes.get_by_role("paragraph")).to_have_count(8)


def test_short_messages_and_notes_have_no_box(page: Page, chained: str) -> None:
    page.goto(chained)
    expect(page.locator(".note").first).to_be_visible()
    expect(page.locator("[data-scrolls]")).to_have_count(0)


def test_hostile_texts_do_nothing(page: Page, tmp_path: Path) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog was opened: {dialog.message}"))
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    for evil in reports.HOSTILE_TEXTS:
        page.goto(save(tmp_path, reports.hostile(evil)))
        environment = page.get_by_role("region", name="Environment")
        expect(environment.locator("h2")).to_have_text("Environment")
        assert page.title() != "owned"
    assert [url for url in requested if not url.startswith(("file:", "data:"))] == []


def test_the_policy_in_the_page_stops_planted_scripts(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "planted.html"
    planted = "<script>window.ran = true</script><img src=x onerror='window.ran = true'></body>"
    html = HtmlRenderer().render(reports.plain()).replace("</body>", planted)
    file.write_text(html, "utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        messages: list[str] = []
        page.on("console", lambda message: messages.append(message.text))
        page.goto(file.as_uri())
        assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in message for message in messages)


def test_a_page_that_the_browser_saved_still_works(page: Page, tmp_path: Path) -> None:
    def answer(route: Route) -> None:
        headers = {"Content-Security-Policy": content_security_policy("fresh")}
        html = HtmlRenderer().render(reports.chained(), nonce="fresh")
        route.fulfill(content_type="text/html; charset=utf-8", headers=headers, body=html)

    page.route("**/*", answer)
    page.goto("http://127.0.0.1:5000/checkout")
    saved = "<!doctype html>" + page.evaluate("document.documentElement.outerHTML")
    assert '<style nonce="">' in saved  # browsers hide nonces, from a file too
    file = tmp_path / "saved.html"
    file.write_text(saved, "utf-8")
    page.goto(file.as_uri())
    styled = page.evaluate("getComputedStyle(document.querySelector('.timeline')).borderRadius")
    assert styled == "6px"
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
