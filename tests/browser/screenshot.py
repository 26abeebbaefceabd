"""Take the README's screenshot: `.venv/bin/python -m tests.browser.screenshot`."""

from playwright.sync_api import ViewportSize, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.conftest import find_chromium
from tests.demo import ROOT, running_demo

FILE = ROOT / "examples" / "screenshot.png"
SIZE = ViewportSize(width=1240, height=900)


def main() -> None:
    """Open the demo's checkout, type into its console, and save what is seen."""
    with running_demo("--port", "0") as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*ARGUMENTS])
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(f"{demo.address}flask/checkout/DE")
        console = page.get_by_role("textbox", name="Console").first
        console.fill("sorted(RATES)")
        console.press("Enter")
        expect(page.get_by_role("log", name="Console output").first).to_contain_text("GB")
        page.screenshot(path=FILE)
        browser.close()


if __name__ == "__main__":
    main()
