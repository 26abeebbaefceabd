"""The examples, each run by the command in its docstring, with a real server."""

import ast
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.pages import labelled, text_of
from tests.servers import ROOT, serve

COMMAND = re.compile(
    r"(?P<switch>DEBUGPAGE=1 )?(?:python -m )?(?P<server>[\w.]+) (?P<app>--app )?(?P<target>\S+)"
)
KINDS = {
    "aiohttp.web": "aiohttp-cli",
    "daphne": "daphne",
    "flask": "flask-run",
    "gunicorn": "gunicorn-sync",
    "hypercorn": "hypercorn",
    "sanic": "sanic-cli",
    "uvicorn": "uvicorn",
    "waitress": "waitress",
}
PRODUCTION = ROOT / "examples" / "production_page.py"
EXAMPLES = sorted({*(ROOT / "examples").glob("*.py")} - {PRODUCTION})


class Answer(NamedTuple):
    """What a browser got."""

    status: int
    text: str


def browse(address: str) -> Answer:
    """Ask for `address` as a browser asks for a document."""
    headers = {
        "Accept": "text/html",
        "Sec-Fetch-Dest": "document",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Site": "none",
    }
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as response:
            return Answer(response.status, response.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.read().decode())


def parse(text: str) -> Element:
    page: Element = html5lib.parse(text, namespaceHTMLElements=False)
    return page


def command(example: Path) -> dict[str, str]:
    """Return the parts of the command that the docstring of `example` gives."""
    docstring = ast.get_docstring(ast.parse(example.read_text("utf-8"))) or ""
    lines = [line.strip() for line in docstring.splitlines() if line.startswith("    ")]
    match = COMMAND.match(lines[0])
    assert match, lines
    return match.groupdict(default="")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_fails_with_its_page(example: Path, tmp_path: Path) -> None:
    parts = command(example)
    switch = {"DEBUGPAGE": "1" if parts["switch"] else None}
    kind = "flask-debug" if "--debug" in example.read_text("utf-8") else KINDS[parts["server"]]
    with serve(kind, parts["target"], tmp_path, switch) as server:
        answer = browse(f"http://127.0.0.1:{server.port}/price/DE")
        assert browse(f"http://127.0.0.1:{server.port}/price/GB").status == 200
    assert answer.status == 500
    assert "<title>KeyError: &#39;DE&#39;</title>" in answer.text
    assert "PRICES" in answer.text


def test_the_themed_page_has_its_blocks_and_all_others(tmp_path: Path) -> None:
    with serve("flask-debug", "examples/renderer.py", tmp_path) as server:
        answer = browse(f"http://127.0.0.1:{server.port}/price/DE")
    page = parse(answer.text)
    assert "Tea shop" in text_of(page)
    assert text_of(next(page.iter("mark"))) == "PRICES[country]"
    assert labelled(page, "Environment") == []
    assert labelled(page, "Values")


def test_the_page_for_production_tells_type_and_number_only(tmp_path: Path) -> None:
    with serve("uvicorn", "examples.production_page:app", tmp_path, {"DEBUGPAGE": None}) as server:
        answer = browse(f"http://127.0.0.1:{server.port}/price/DE")
        number = server.wait_for_log(r"Error (\w{32})\n")[1]
        server.wait_for_log("KeyError: 'DE'")
    shown = text_of(parse(answer.text))
    assert answer.status == 500
    assert number in shown
    assert "KeyError" in shown
    for inner in ("DE'", "&#39;DE", "PRICES", "GB", "price(", "production_page", "Traceback"):
        assert inner not in answer.text
