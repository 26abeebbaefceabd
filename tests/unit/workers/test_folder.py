"""The folder of the sockets is private, or none at all."""

import os
import tempfile
from pathlib import Path

import pytest

from debugpage.workers.folder import runtime_folder

pytestmark = pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows has other owners")


@pytest.fixture(autouse=True)
def runtime(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the user's runtime folder, made for a test, under a path short enough for sockets."""
    path, other = tmp_path_factory.mktemp("run"), tmp_path_factory.mktemp("tmp")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(path))
    monkeypatch.setattr(tempfile, "tempdir", str(other))
    return path


def in_temporary_folder() -> Path:
    return Path(tempfile.gettempdir(), f"debugpage-{os.getuid()}")


def test_it_is_made_private(runtime: Path) -> None:
    assert runtime_folder() == runtime_folder() == runtime / "debugpage"
    assert (runtime / "debugpage").stat().st_mode & 0o777 == 0o700


def test_a_mask_does_not_open_it(runtime: Path) -> None:
    before = os.umask(0)
    try:
        assert runtime_folder().stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)


@pytest.mark.parametrize("value", ["", "run", "/nowhere/at/all"])
def test_without_a_runtime_folder_it_is_a_temporary_one(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", value)
    assert runtime_folder() == in_temporary_folder()
    assert in_temporary_folder().stat().st_mode & 0o777 == 0o700


def test_a_runtime_folder_that_others_can_read_is_not_used(runtime: Path) -> None:
    runtime.chmod(0o755)
    assert runtime_folder() == in_temporary_folder()


def test_a_path_too_long_for_a_socket_is_not_used(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = runtime / ("x" * 100)
    long.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    assert runtime_folder() == in_temporary_folder()


def test_a_folder_that_others_can_read_is_refused(runtime: Path) -> None:
    (runtime / "debugpage").mkdir(mode=0o750)
    with pytest.raises(PermissionError, match=r"debugpage has the mode 0750, not 0700"):
        runtime_folder()


def test_a_link_is_refused(runtime: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (runtime / "debugpage").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PermissionError, match="is not a folder"):
        runtime_folder()


def test_a_file_is_refused(runtime: Path) -> None:
    (runtime / "debugpage").touch()
    with pytest.raises(OSError, match="debugpage"):
        runtime_folder()


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root gives files away")
def test_a_folder_of_another_user_is_refused(runtime: Path) -> None:
    (runtime / "debugpage").mkdir(mode=0o700)
    os.chown(runtime / "debugpage", 12_345, 12_345)
    with pytest.raises(PermissionError, match="belongs to another user"):
        runtime_folder()
