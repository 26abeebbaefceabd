"""Modules after `import`, and their names, without importing anything."""

import contextvars
import sys
from pathlib import Path

import pytest

from debugpage.console.complete import Visible
from tests.unit.console.completing import complete_in, texts

FLOWERS = '''
"""Would fail if it were imported."""
raise AssertionError("it was imported")
from somewhere import other as tulip
ROSE = 1
LILY: int = 2
class Orchid:
    petal = 1
def water(): pass
async def grow(): pass
if ROSE == 1:
    inner = 1
ROSE == 2
'''


@pytest.fixture(autouse=True)
def garden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "a_garden"
    (package / "beds").mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('it was imported')")
    (package / "flowers.py").write_text(FLOWERS)
    (package / "beds" / "__init__.py").touch()
    (package / "beds" / "north.py").touch()
    (tmp_path / "a_space" / "inside").mkdir(parents=True)
    (tmp_path / "a_space" / "inside" / "leaf.py").touch()
    (tmp_path / "a_space" / "twig.py").touch()
    (tmp_path / "no-module.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("import a_gar", ["a_garden"]), ("from a_gar", ["a_garden"]),
        ("import os, a_gar", ["a_garden"]),
        ("if x: import a_gar", ["a_garden"]), ("x = 1; import a_gar", ["a_garden"]),
        ("import a_garden.", ["beds", "flowers"]), ("import a_garden.beds.", ["north"]),
        ("from a_garden.b", ["beds"]), ("from a_garden import f", ["flowers"]),
        ("from a_garden import beds, f", ["flowers"]),
        ("from a_garden import (\n  beds,\n  f", ["flowers"]),
        ("from a_garden.beds import n", ["north"]), ("import a_space.t", ["twig"]),
        ("import a_space.inside.", ["leaf"]), ("from a_space.inside import l", ["leaf"]),
        ("from a_garden.flowers import R", ["ROSE"]), ("from a_garden.flowers import L", ["LILY"]),
        ("from a_garden.flowers import O", ["Orchid"]),
        ("from a_garden.flowers import w", ["water"]),
        ("from a_garden.flowers import gr", ["grow"]), ("from a_garden.flowers import inn", []),
        ("import nowhere.", []), ("from nowhere.at.all import x", []), ("import no_mod", []),
        ("import sys as a_gar", []), ("import a_garden a", ["and", "as", "async"]),
        ("from a_garden i", ["if", "import", "in", "is"]), ("from collections.ab", ["abc"]),
        ("from collections import Order", ["OrderedDict"]),
        ("import _thr", ["_thread", "_threading_local"]),
        ("from os.path import joi", ["join"]), ("yield from a_gar", []), ("import .", []),
        ("from . import f", []), ("from .flowers import R", []), ("import\n", None),
    ],
)  # fmt: skip
def test_imports(before: str, expected: list[str] | None) -> None:
    loaded = {*sys.modules}
    offered = texts(before)
    assert expected is None or offered == expected
    assert {*sys.modules} == loaded


@pytest.mark.parametrize(
    ("package", "before", "expected"),
    [
        ("a_garden", "from . import fl", ["flowers"]),
        ("a_garden", "from .fl", ["flowers"]),
        ("a_garden", "from .beds import n", ["north"]),
        ("a_garden.beds", "from .. import fl", ["flowers"]),
        ("a_garden.beds", "from ..fl", ["flowers"]),
        ("a_garden", "from ... import fl", []),
        ("a_garden", "from .i", ["import"]),
    ],
)
def test_imports_from_the_package_of_the_frame(
    package: str, before: str, expected: list[str]
) -> None:
    visible = Visible({}, {"__package__": package}, contextvars.copy_context())
    assert [match.text for match in complete_in(visible, before).matches] == expected


def test_a_module_that_is_new_is_found(garden: Path) -> None:
    assert texts("import a_new") == []
    (garden / "a_new_one.py").touch()
    assert texts("import a_new") == ["a_new_one"]


def test_what_is_loaded_tells_its_names() -> None:
    assert texts("from debugpage.console.complete import comp") == ["complete", "Completion"]
