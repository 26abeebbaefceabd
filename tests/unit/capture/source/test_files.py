"""Lines are those of the file as it is now, and whatever is no file has none."""

import sys
from pathlib import Path

import pytest

from debugpage.capture.source.files import lines_of


def test_lines_come_from_a_changed_file_as_it_is_now(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text("a = 1\n", encoding="utf-8")
    assert lines_of(str(file)) == ["a = 1"]
    file.write_text("a = 1\nb = 2\n", encoding="utf-8")
    assert lines_of(str(file)) == ["a = 1", "b = 2"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such devices")
@pytest.mark.parametrize("name", ["/dev/zero", "/dev/stdin", "/proc/self/mem"])
def test_devices_are_not_opened(name: str) -> None:
    assert lines_of(name) == []


@pytest.mark.parametrize("name", ["\0", "\ud800", "", "x" * 100_000, "<made up>"])
def test_impossible_names_have_no_lines(name: str) -> None:
    assert lines_of(name) == []
