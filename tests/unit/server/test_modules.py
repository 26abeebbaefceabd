"""What is installed and what is the project's, of modules, files and what finders find."""

import importlib
import importlib.util
import os
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import flask
import pytest

from debugpage.server import modules
from debugpage.server.modules import Guard, installed_modules, is_installed, project_files


@pytest.mark.parametrize("module", [os, flask, modules], ids=["standard", "package", "ours"])
def test_installed_files_are(module: types.ModuleType) -> None:
    assert module.__file__
    assert is_installed(module.__file__)


@pytest.mark.parametrize("file", ["", "<string>", "/nowhere/app.py", __file__])
def test_others_are_the_projects(file: str) -> None:
    assert not is_installed(file)


def test_a_linked_file_is_where_its_link_is_and_a_linked_folder_where_it_leads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, work = tmp_path / "site", tmp_path / "work"
    site.mkdir()
    work.mkdir()
    (work / "lib.py").touch()
    (site / "cached.py").symlink_to(work / "lib.py")
    (site / "linked").symlink_to(work)
    monkeypatch.setattr(modules, "_INSTALLED", (f"{site}{os.sep}",))
    assert is_installed(str(site / "cached.py"))
    assert not is_installed(str(site / "linked" / "lib.py"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "our_shop.py").write_text("VALUE = 1")
    (tmp_path / "our_space").mkdir()
    (tmp_path / "our_space" / "part.py").write_text("VALUE = 1")
    (tmp_path / "colorsys.py").write_text("OURS = True")
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("our_")]:
        del sys.modules[name]


def test_loaded_modules_are_told_apart(project: Path) -> None:
    importlib.import_module("our_shop")
    importlib.import_module("our_space.part")
    installed = installed_modules()
    assert "flask" in installed
    assert not {"our_shop", "our_space", "our_space.part", "__main__"} & set(installed)
    assert {str(project / "our_shop.py"), str(project / "our_space/part.py")} <= {*project_files()}


def test_known_modules_are_left_out(project: Path) -> None:
    importlib.import_module("our_shop")
    assert "flask" not in installed_modules({"flask"})
    assert str(project / "our_shop.py") not in project_files({"our_shop"})


@pytest.fixture
def guarded() -> Iterator[None]:
    guard = Guard()
    sys.meta_path.insert(0, guard)
    yield
    sys.meta_path.remove(guard)


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("name", ["our_shop", "our_space", "our_space.part"])
def test_a_guard_lets_nothing_of_the_project_in(project: Path, name: str) -> None:
    with pytest.raises(ImportError, match="is the project's"):
        importlib.import_module(name)


@pytest.mark.usefixtures("guarded")
def test_a_guard_asks_finders_of_editable_packages_too(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Finder:
        @staticmethod
        def find_spec(name: str, _path: object = None, _target: object = None) -> object:
            file = project / "our_shop.py"
            return importlib.util.spec_from_file_location(name, file) if name == "edited" else None

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder])
    with pytest.raises(ImportError, match="edited is the project's"):
        importlib.import_module("edited")


@pytest.mark.usefixtures("guarded")
def test_a_guard_lets_installed_modules_in_and_misses_what_is_missing() -> None:
    sys.modules.pop("this_is_not_there", None)
    assert importlib.import_module("tabnanny")
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("this_is_not_there")
