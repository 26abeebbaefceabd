"""What a run of the matrix keeps of its cells."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.matrix import recorder
from tests.matrix.frameworks import FRAMEWORKS


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of a run of its own."""
    monkeypatch.setattr(recorder, "FILE", tmp_path / "build" / "matrix.json")
    monkeypatch.setattr(recorder, "_cells", [])
    return recorder.FILE


def report(when: str, outcome: str, *, is_cell: bool = True) -> Any:
    """Return the report of a test as pytest hands it on."""
    properties: list[tuple[str, object]] = [("another", 1)]
    if is_cell:
        recorder.noted(lambda *named: properties.append(named), FRAMEWORKS[0], "waitress", "view")
    return SimpleNamespace(when=when, outcome=outcome, user_properties=properties)


def session(**config: object) -> Any:
    return SimpleNamespace(config=SimpleNamespace(**config))


def test_cells_are_kept_with_their_outcomes_and_versions(file: Path) -> None:
    for when, outcome in (("setup", "passed"), ("call", "failed"), ("teardown", "passed")):
        recorder.pytest_runtest_logreport(report(when, outcome))
    recorder.pytest_runtest_logreport(report("call", "passed", is_cell=False))
    recorder.pytest_sessionfinish(session())
    (cell,) = json.loads(file.read_text("utf-8"))["cells"]
    assert (cell["framework"], cell["server"], cell["case"]) == ("Flask", "waitress", "view")
    assert cell["outcome"] == "failed"
    assert cell["packages"].keys() == {"flask"}
    assert cell["server_package"].keys() == {"waitress"}


def test_a_worker_writes_nothing(file: Path) -> None:
    recorder.pytest_runtest_logreport(report("call", "passed"))
    recorder.pytest_sessionfinish(session(workerinput={}))
    assert not file.exists()


def test_a_run_of_other_tests_writes_nothing(file: Path) -> None:
    recorder.pytest_runtest_logreport(report("call", "passed", is_cell=False))
    recorder.pytest_sessionfinish(session())
    assert not file.exists()
