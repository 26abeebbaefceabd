"""Compiled templates are kept, and what was spoilt or is another's is compiled anew."""

from pathlib import Path

import jinja2
import pytest
from jinja2.bccache import Bucket

from debugpage.cachedir import cache_folder
from debugpage.render.bytecode import FOLDER, KeptBytecode

_TEMPLATE = jinja2.Environment(autoescape=True)
_CODE = compile("said = 'tea'", "template", "exec")


def bucket() -> Bucket:
    return Bucket(_TEMPLATE, "0" * 40, "1" * 40)


def loaded() -> bool:
    """Tell whether what is kept is taken, as by another process."""
    empty = bucket()
    KeptBytecode().load_bytecode(empty)
    return empty.code == _CODE


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of a template that is kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    full = bucket()
    full.code = _CODE
    KeptBytecode().dump_bytecode(full)
    (file,) = cache_folder(FOLDER).iterdir()
    return file


def test_it_is_kept(kept: Path) -> None:
    assert kept.is_file()
    assert loaded()


def test_what_is_cut_short_anywhere_is_not_taken(kept: Path) -> None:
    whole = kept.read_bytes()
    for length in range(len(whole)):
        kept.write_bytes(whole[:length])
        assert not loaded(), length


def test_what_others_could_have_written_is_not_run(kept: Path) -> None:
    kept.chmod(0o620)
    assert not loaded()
    kept.chmod(0o600)
    assert loaded()
