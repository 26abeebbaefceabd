"""Bytecode is believed where it was written well after its source; young files are compiled."""

import os
import py_compile
import subprocess
import sys
import time
from pathlib import Path

import pytest

from debugpage.server.bytecode import YOUNG, _forget_bytecode

PROGRAM = """
import importlib, pathlib, sys
from debugpage.server.bytecode import distrust_young_files
distrust_young_files()
sys.path.insert(0, sys.argv[1])
file = pathlib.Path(sys.argv[1], "shop.py")
for text in ("one", "two", "six"):
    file.write_text(f"VALUE = {text!r}")
    importlib.invalidate_caches()
    sys.modules.pop("shop", None)
    print(importlib.import_module("shop").VALUE)
print(sorted(path.name for path in file.parent.rglob("*.pyc")))
"""
SPAWNS = """
import multiprocessing, pathlib, sys
from debugpage.server.spawned import accompany_spawned_processes
accompany_spawned_processes()
sys.path.insert(0, sys.argv[1])
file = pathlib.Path(sys.argv[1], "shop.py")
for text in ("one", "two", "six"):
    file.write_text(f"print({text!r}, flush=True)")
    worker = multiprocessing.get_context(sys.argv[2]).Process(target=__import__, args=("shop",))
    worker.start()
    worker.join()
print(sorted(path.name for path in file.parent.rglob("*.pyc")))
"""


def run(program: str, *arguments: str, base: Path) -> list[str]:
    """Return what a program prints where bytecode is written. base: the user's packages' place."""
    bytecode = {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"}
    inherited = {name: text for name, text in os.environ.items() if name not in bytecode}
    environ = {**inherited, "PYTHONUSERBASE": str(base)}
    command = [sys.executable, "-c", program, *arguments]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environ)
    return ran.stdout.splitlines()


@pytest.fixture(params=["project", "installed"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    inner = {"project": "project", "installed": f"lib/{version}/site-packages"}[request.param]
    (tmp_path / inner).mkdir(parents=True)
    return tmp_path / inner


def test_saves_of_equal_size_within_a_second_are_all_seen(tmp_path: Path, folder: Path) -> None:
    assert run(PROGRAM, str(folder), base=tmp_path) == ["one", "two", "six", "[]"]


@pytest.mark.parametrize("kind", ["spawn", "forkserver"])
def test_processes_that_the_app_spawns_see_them_too(tmp_path: Path, kind: str) -> None:
    assert run(SPAWNS, str(tmp_path), kind, base=tmp_path) == ["one", "two", "six", "[]"]


IMPORT = """
import sys
from debugpage.server.bytecode import distrust_young_files
distrust_young_files()
sys.path.insert(0, sys.argv[1])
import shop
print(shop.VALUE)
"""


def compiled(source: Path, text: str) -> Path:
    """Return the bytecode of a text that another program compiled in its place."""
    source.write_text(text)
    return Path(py_compile.compile(str(source), doraise=True) or "")


def test_bytecode_that_others_wrote_of_the_text_before_is_not_run(
    tmp_path: Path, folder: Path
) -> None:
    cached = compiled(folder / "shop.py", "VALUE = 'old'")
    times = (folder / "shop.py").stat()
    (folder / "shop.py").write_text("VALUE = 'new'")
    # Of the same second, whenever that is: the old text's is what the bytecode tells.
    os.utime(folder / "shop.py", ns=(times.st_atime_ns, times.st_mtime_ns))
    os.utime(cached, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert run(IMPORT, str(folder), base=tmp_path) == ["new"]
    assert not cached.exists()


def test_bytecode_of_a_package_that_was_installed_just_now_is_run(tmp_path: Path) -> None:
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    folder = tmp_path / "lib" / version / "site-packages"
    folder.mkdir(parents=True)
    cached = compiled(folder / "shop.py", "VALUE = 'compiled'")
    text = (folder / "shop.py").stat()
    (folder / "shop.py").write_text("VALUE = 'as text '")
    os.utime(folder / "shop.py", ns=(text.st_atime_ns, text.st_mtime_ns))
    os.utime(cached, ns=(text.st_atime_ns, text.st_mtime_ns + 1_000_000))
    assert run(IMPORT, str(folder), base=tmp_path) == ["compiled"]


@pytest.mark.parametrize(
    ("later", "is_kept"), [(0.0, False), (YOUNG - 1, False), (YOUNG + 1, True)]
)
def test_bytecode_counts_if_it_was_written_well_after_the_change(
    tmp_path: Path, later: float, is_kept: bool
) -> None:
    source = tmp_path / "shop.py"
    cached = compiled(source, "VALUE = 1")
    changed = time.time()
    os.utime(cached, (changed + later, changed + later))
    _forget_bytecode(str(source), changed + YOUNG)
    assert cached.exists() is is_kept
