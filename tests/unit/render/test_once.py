"""What is made of static files is made once for all processes, until one of them changes."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from debugpage.render import once as module
from debugpage.render.once import once

Make = Callable[[], str]


@pytest.fixture
def static(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder of static files, with a cache that is empty."""
    folder = tmp_path / "static"
    (folder / "js").mkdir(parents=True)
    (folder / "js" / "keys.js").write_text("a")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "asset_root", lambda name: tmp_path / name)
    module._state.cache_clear()
    yield folder
    module._state.cache_clear()


def never() -> str:
    raise AssertionError


def test_what_was_made_is_not_made_again(static: Path) -> None:
    assert once("scripts", lambda: "made\nof é") == "made\nof é"
    module._state.cache_clear()  # as in another process
    assert once("scripts", never) == "made\nof é"
    assert once("styles", lambda: "other") == "other"


def test_a_file_that_has_changed_is_read(static: Path) -> None:
    once("scripts", lambda: "old")
    os.utime(static / "js" / "keys.js", (1, 1))
    module._state.cache_clear()
    assert once("scripts", lambda: "new") == "new"


def test_there_is_one_file_for_each_text(static: Path, tmp_path: Path) -> None:
    for number in range(3):
        os.utime(static / "js" / "keys.js", (number, number))
        module._state.cache_clear()
        once("scripts", lambda: "text")
    assert len(list((tmp_path / "cache/debugpage/static").iterdir())) == 1


def test_it_is_made_where_nothing_can_be_kept(
    static: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("no folder")
    assert [once("scripts", lambda: "made") for _ in range(2)] == ["made", "made"]


def test_what_another_program_left_there_is_replaced(static: Path, tmp_path: Path) -> None:
    once("scripts", lambda: "made")
    (kept,) = (tmp_path / "cache/debugpage/static").iterdir()
    kept.write_bytes(b"\xff")
    assert once("scripts", lambda: "made anew") == "made anew"
    assert once("scripts", never) == "made anew"


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: data[:-1] + b"x"])
def test_what_was_spoilt_on_its_disk_is_replaced(
    static: Path, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    once("scripts", lambda: "made")
    (kept,) = (tmp_path / "cache/debugpage/static").iterdir()
    kept.write_bytes(spoil(kept.read_bytes()))
    assert once("scripts", lambda: "made anew") == "made anew"


def test_what_others_could_have_written_is_not_sent(static: Path, tmp_path: Path) -> None:
    once("scripts", lambda: "theirs")
    (kept,) = (tmp_path / "cache/debugpage/static").iterdir()
    kept.chmod(0o666)
    assert once("scripts", lambda: "ours") == "ours"
    assert once("scripts", never) == "ours"
