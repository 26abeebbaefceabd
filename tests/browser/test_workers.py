"""A page's consoles work in a real browser, whichever worker process its commands reach."""

from pathlib import Path

from tests.browser.conftest import OpenPage
from tests.crews import WHOSE
from tests.servers import serve

MOST_PAGES = 40


def test_consoles_of_two_processes_answer_for_their_own_frames(
    open_page: OpenPage, tmp_path: Path
) -> None:
    with serve("gunicorn-2-gthread", "tests.apps.marked:checked", tmp_path) as server:
        page, processes = open_page(), set[str]()
        for _ in range(MOST_PAGES):
            page.goto(f"http://{server.host}:{server.port}/boom")
            whose = WHOSE.search(page.inner_text("h1"))
            assert whose
            process, mark = whose.groups()
            processes.add(process)
            console = page.get_by_role("textbox", name="Console").first
            output = page.get_by_role("log", name="Console output").first
            for number in range(3):
                console.fill(f"mark, pid, {number}")
                console.press("Enter")
                output.get_by_text(f"('{mark}', {process}, {number})").first.wait_for()
            if len(processes) == 2:
                return
        raise AssertionError(f"only {processes} have answered")
