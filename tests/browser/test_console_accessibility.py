"""The console by a screen reader, on a narrow screen, in large type, in colours of one's own."""

from typing import Literal

import pytest
from playwright.sync_api import expect

from debugpage.render.json_document import plain
from tests import reports
from tests.browser.endpoint import Endpoint
from tests.browser.test_accessibility import violations
from tests.browser.test_console_completion import RATES
from tests.browser.test_console_running import ENDED, RUNNING

TOO_WIDE = """() => [...document.querySelectorAll(".console, .console *")]
    .filter((it) => it.checkVisibility())
    .filter((it) => it.getBoundingClientRect().right > innerWidth + 0.5)
    .map((it) => it.className || it.tagName)"""


def fill(endpoint: Endpoint) -> None:
    """Have some of everything in the log, and code that runs."""
    error = {"traceback": "KeyError: 'DE'", "report": plain(reports.plain())}
    output = [["stdout", "\x1b[33mout\x1b[0m \x1b[2mfaint\x1b[0m"], ["stderr", "err"]]
    endpoint.will(
        {"output": output, "omitted": 3},
        {"error": error, "run": 2},
        {"value": plain(reports.RATES), "run": 3},
    )
    for code in ("def f():\n    return 1 # one\n", "fail()", "RATES"):
        endpoint.type(code)
    endpoint.settle()
    for details in endpoint.log.locator(".frame-values, .result > details").all():
        details.locator("summary").first.click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_rule_is_violated_in_use(endpoint: Endpoint, theme: Literal["light", "dark"]) -> None:
    endpoint.page.emulate_media(color_scheme=theme)
    fill(endpoint)
    endpoint.will(RUNNING)
    endpoint.lay("progress", ENDED)
    endpoint.hold()
    endpoint.type("slow()")
    expect(endpoint.stop).to_be_visible()
    assert violations(endpoint.page) == []
    endpoint.release()
    endpoint.settle()
    endpoint.complete(RATES | {"signature": "f(x)", "doc": "Do it.", "omitted": 5})
    endpoint.box.fill("ra")
    expect(endpoint.options).to_have_count(3)
    endpoint.box.press("ArrowDown")
    assert violations(endpoint.page) == []
    endpoint.box.press("Escape")
    endpoint.box.press("Control+r")
    endpoint.search.press_sequentially("nothing like it")
    assert violations(endpoint.page) == []


def test_nothing_runs_over_the_sides(endpoint: Endpoint) -> None:
    """700 pixels are what is left of 1400 at a zoom of 200 %."""
    fill(endpoint)
    endpoint.box.fill("x" * 300)
    endpoint.box.press("Control+r")
    for width, height in ((700, 500), (390, 844), (320, 568)):
        endpoint.page.set_viewport_size({"width": width, "height": height})
        endpoint.search.scroll_into_view_if_needed()
        expect(endpoint.search).to_be_in_viewport(ratio=1)
        assert endpoint.page.evaluate(TOO_WIDE) == []
        assert endpoint.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_runs_and_ends_is_announced(endpoint: Endpoint) -> None:
    endpoint.will(RUNNING)
    endpoint.lay("progress", ENDED)
    endpoint.hold()
    endpoint.type("slow()")
    status = endpoint.page.locator("[data-announcements]")
    expect(status).to_have_text("The code is running")
    endpoint.release()
    expect(status).to_contain_text("Ended after")
    expect(endpoint.log).to_have_attribute("role", "log")


def test_the_spinner_stands_still_where_motion_is_unwanted(endpoint: Endpoint) -> None:
    spinner = endpoint.frame().locator(".spinner")
    endpoint.page.emulate_media(reduced_motion="no-preference")
    expect(spinner).to_have_css("animation-name", "spin")
    endpoint.page.emulate_media(reduced_motion="reduce")
    expect(spinner).to_have_css("animation-name", "none")


def test_text_is_there_in_forced_colours(endpoint: Endpoint) -> None:
    endpoint.page.emulate_media(forced_colors="active")
    endpoint.box.fill("text")
    expect(endpoint.box).not_to_have_css("color", "rgba(0, 0, 0, 0)")
    expect(endpoint.box.locator("xpath=preceding-sibling::pre")).to_be_hidden()
