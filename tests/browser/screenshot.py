"""Take the README's screenshot: `.venv/bin/python -m tests.browser.screenshot`."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import ViewportSize, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.conftest import find_chromium
from tests.demo import ROOT, running_demo

FILE = ROOT / "examples" / "screenshot.png"
SIZE = ViewportSize(width=1240, height=820)
NEEDED = ("debugpage", "static", "templates", "tests")


def main() -> None:
    """Open the demo's checkout, type into its console, and save what is seen.

    The demo runs from a copy in a folder with a plain name, for the page shows where code lies.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "shop")
        for name in NEEDED:
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        take(copy)


def take(folder: Path) -> None:
    """Take the picture of the demo in the checkout `folder`."""
    with running_demo("--port", "0", folder=folder) as demo, sync_playwright() as playwright:
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
