"""What a project sets and adds while it is loaded is seen, in the order of what it imports."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from debugpage.server.observe import Observed, observed
from debugpage.server.plan import Plan, Setting

PLAN = Plan("our_app", "", "/nowhere")
APP = """
import os
os.environ["FIRST"] = "1"
os.environ.setdefault("SECOND", "2")
del os.environ["SECOND"]
import tabnanny
os.environ["LATE"] = "3"
"""
PROGRAM = """
import sys
from debugpage.server.observe import Observed, observed
seen = Observed()
sys.path.insert(0, sys.argv[1])
with observed(seen):
    import our_app
steps, late = seen.learned()
print([tuple(step) for step in steps if not isinstance(step, str)], late)
print([step for step in steps if step in ("tabnanny", "os") or not isinstance(step, str)])
"""


def test_what_is_set_has_its_place_among_the_imports(tmp_path: Path) -> None:
    (tmp_path / "our_app.py").write_text(APP)
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=True
    )
    settings, order = ran.stdout.splitlines()
    assert settings == "[('FIRST', '1'), ('SECOND', '2'), ('SECOND', None)] ('LATE',)"
    assert order.startswith("['os', Setting(name='FIRST', value='1')")
    assert order.endswith("'tabnanny']")


def seen_while(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Observed:
    (tmp_path / "our_module.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    seen = Observed()
    with observed(seen):
        importlib.import_module("our_module")
    del sys.modules["our_module"]
    return seen


@pytest.mark.parametrize(
    ("learned", "late", "is_same"),
    [
        ((Setting("TASTE", "sweet"),), (), True),
        ((), ("TASTE",), True),
        ((Setting("TASTE", "sour"),), (), False),
        ((Setting("TASTE", None),), (), False),
        ((), (), False),
    ],
)
def test_what_is_set_unlike_before_is_a_change(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    learned: tuple[Setting, ...],
    late: tuple[str, ...],
    is_same: bool,
) -> None:
    monkeypatch.delenv("TASTE", raising=False)
    seen = seen_while("import os\nos.environ['TASTE'] = 'sweet'", tmp_path, monkeypatch)
    monkeypatch.delenv("TASTE")
    plan = PLAN._replace(steps=("os", *learned), late=late)
    assert (not seen.change(plan)) is is_same


def test_nothing_is_seen_of_what_is_no_projects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = seen_while("VALUE = 1", tmp_path, monkeypatch)
    os.environ["AFTER"] = "1"
    monkeypatch.delenv("AFTER")
    assert seen.placed == []
    assert not seen.change(PLAN._replace(steps=("os",)))
    assert not seen.misfit(PLAN._replace(steps=("os",)))


def test_an_import_hook_does_not_fit_a_prepared_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import sys\nclass Finder: ...\nsys.meta_path.append(Finder())"
    seen = seen_while(code, tmp_path, monkeypatch)
    assert "import hook, our_module.Finder" in seen.misfit(PLAN._replace(steps=("os",)))
    assert not seen.misfit(PLAN)
