"""A file that was changed after its code was loaded is told of; any other is not."""

import importlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import debugpage
from debugpage.process import beginning
from debugpage.report import Source


@pytest.fixture(params=[True, False], ids=["with bytecode", "without"])
def module(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModuleType]:
    """A module that is older than this process, loaded with and without cached bytecode."""
    monkeypatch.setattr(sys, "dont_write_bytecode", not request.param)
    file = tmp_path / "stale_module.py"
    file.write_text("def fail():\n    return 1 / 0\n", encoding="utf-8")
    os.utime(file, (beginning.moment - 60,) * 2)
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("stale_module")
    del sys.modules["stale_module"]


def source_of(module: ModuleType) -> Source:
    with pytest.raises(ZeroDivisionError) as caught:
        module.fail()
    source = debugpage.capture(caught.value).problems[0].frames[-1].source
    assert source is not None
    return source


def test_a_file_as_it_was_loaded(module: ModuleType) -> None:
    assert not source_of(module).stale


def test_a_file_changed_since(module: ModuleType) -> None:
    assert module.__file__ is not None
    later = time.time() + 5
    os.utime(module.__file__, (later, later))
    assert source_of(module).stale


def test_a_file_loaded_after_its_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.syspath_prepend(tmp_path)
    file = tmp_path / "fresh_module.py"
    file.write_text("def fail():\n    return 1 / 0\n", encoding="utf-8")
    fresh = importlib.import_module("fresh_module")
    del sys.modules["fresh_module"]
    assert not source_of(fresh).stale
