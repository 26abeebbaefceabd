"""What the README promises is what there is."""

import ast
import dataclasses
import re
from pathlib import Path

import pytest

import debugpage
from debugpage.cli import main
from debugpage.editors import EDITORS
from debugpage.options import Options

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def section(title: str) -> str:
    return README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_the_options_are_all_there_with_their_defaults() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(.+?)` \|", section("Options"), re.MULTILINE)
    assert {name: ast.literal_eval(default) for name, default in rows} == {
        field.name: field.default for field in dataclasses.fields(Options)
    }


def test_every_editor_is_named() -> None:
    row = section("Options").partition("| `editor` |")[2].partition("\n")[0]
    assert re.findall(r"`([a-z-]+)`", row) == list(EDITORS)


def test_the_public_names_are_those_of_the_package() -> None:
    named = re.findall(r"`debugpage\.(\w+)`", section("Public names"))
    assert sorted(named) == sorted(debugpage.__all__)


def test_the_commands_exist() -> None:
    for command in re.findall(r"`debugpage (\w+)`", section("Public names")):
        assert command in main.commands
    targets = re.findall(r"^    make (\w+)", section("Two commands"), re.MULTILINE)
    assert targets == ["demo", "test"]
    for target in targets:
        assert f"\n{target}:" in (ROOT / "Makefile").read_text("utf-8")


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+)\)", README))
def test_links_lead_to_files(target: str) -> None:
    assert (ROOT / target).exists()


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_code_is_python(code: str) -> None:
    ast.parse(code)
