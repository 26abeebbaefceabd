"""The examples, each run by the command in its docstring, with a real server."""

import ast
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.servers import ROOT, serve

COMMAND = re.compile(r"(?P<switch>DEBUGPAGE=1 )?(?P<server>\w+) (?P<app>--app )?(?P<target>\S+)")
KINDS = {"flask": "flask-run", "uvicorn": "uvicorn", "hypercorn": "hypercorn"}
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


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
