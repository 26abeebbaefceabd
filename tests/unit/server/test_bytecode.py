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


def test_saves_of_equal_size_within_a_second_are_all_seen(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    environ = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environ)
    assert ran.stdout.split("\n") == ["one", "two", "six", "[]", ""]


@pytest.mark.parametrize(
    ("later", "is_kept"), [(0.0, False), (YOUNG - 1, False), (YOUNG + 1, True)]
)
def test_bytecode_counts_if_it_was_written_well_after_the_change(
    tmp_path: Path, later: float, is_kept: bool
) -> None:
    source = tmp_path / "shop.py"
    source.write_text("VALUE = 1")
    cached = Path(py_compile.compile(str(source), doraise=True) or "")
    changed = time.time()
    os.utime(cached, (changed + later, changed + later))
    _forget_bytecode(str(source), changed + YOUNG)
    assert cached.exists() is is_kept
