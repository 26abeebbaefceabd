"""What is kept from one run to the next is its user's alone."""

import os
import sys
from pathlib import Path

import pytest

from debugpage.cachedir import cache_folder
from debugpage.private import write_private

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have other folders")


@pytest.fixture(autouse=True)
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches"


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_folder_is_made_private(caches: Path) -> None:
    assert cache_folder("modules") == cache_folder("modules") == caches / "debugpage" / "modules"
    assert mode(caches / "debugpage") == mode(caches / "debugpage" / "modules") == 0o700


@pytest.mark.parametrize("named", ["", "caches"])
def test_without_a_named_folder_it_is_in_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", named)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder("modules") == tmp_path / ".cache" / "debugpage" / "modules"


@pytest.mark.parametrize("open_to_others", ["debugpage", "debugpage/modules"])
def test_a_folder_that_others_can_read_is_none(caches: Path, open_to_others: str) -> None:
    cache_folder("modules")
    (caches / open_to_others).chmod(0o755)
    with pytest.raises(PermissionError, match="has the mode 0755, not 0700"):
        cache_folder("modules")


def test_a_link_to_a_folder_is_none(caches: Path, tmp_path: Path) -> None:
    cache_folder("other")
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (caches / "debugpage" / "modules").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PermissionError, match="is not a folder"):
        cache_folder("modules")


def test_a_file_is_written_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    file, before = tmp_path / "list", os.umask(0)
    try:
        write_private(file, b"one")
        write_private(file, b"two")
    finally:
        os.umask(before)
    assert file.read_bytes() == b"two"
    assert mode(file) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["list"]


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "list").mkdir()
    with pytest.raises(OSError, match="list"):
        write_private(tmp_path / "list", b"one")
    assert [one.name for one in tmp_path.iterdir()] == ["list"]
