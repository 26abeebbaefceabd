"""What is known of a project lasts; what cannot be read, or must not be told, does not."""

import json
from pathlib import Path

import pytest

from debugpage.server import remembered
from debugpage.server.plan import Plan, Setting
from debugpage.server.remembered import Known, Memory
from debugpage.server.steps import Steps
from debugpage.server.target import Target

KNOWN = Known(("flask", "pandas"), ("COLOUR",), ("polars",))
TARGET = Target("app", "", Path("/shop"))
PLAN = Plan("app", "", "/shop")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(remembered, "cache_folder", tmp_path.joinpath)
    (tmp_path / "modules").mkdir()
    return tmp_path / "modules"


def test_what_is_kept_is_recalled_for_the_same_project_alone() -> None:
    Memory(TARGET).keep(KNOWN)
    assert Memory(TARGET).recall() == KNOWN
    assert Memory(TARGET._replace(folder=Path("/other"))).recall() == Known()
    assert Memory(TARGET._replace(module="other")).recall() == Known()


def test_other_packages_are_another_list(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    packages = frozenset({tmp_path / "site-packages"})
    monkeypatch.setattr(remembered, "package_folders", lambda: packages)
    Memory(TARGET).keep(KNOWN)
    (tmp_path / "site-packages" / "flask-4.dist-info").mkdir(parents=True)
    assert Memory(TARGET).recall() == Known()


NO_LISTS = ["", "{", "[]", "7", "[[], []]", '[["a"], [], [7]]', "[1, 2, 3]", "[" * 10_000]


@pytest.mark.parametrize("text", NO_LISTS, ids=[text[:20] for text in NO_LISTS])
def test_what_is_no_list_is_nothing(folder: Path, text: str) -> None:
    memory = Memory(TARGET)
    memory.keep(KNOWN)
    (file,) = folder.iterdir()
    file.write_text(text)
    assert memory.recall() == Known()


def test_a_list_without_bounds_is_nothing(folder: Path) -> None:
    memory = Memory(TARGET)
    memory.keep(KNOWN)
    (file,) = folder.iterdir()
    file.write_text(json.dumps([["a" * remembered.MOST_BYTES], [], []]))
    assert memory.recall() == Known()


def test_no_folder_is_no_fault(folder: Path) -> None:
    folder.rmdir()
    Memory(TARGET).keep(KNOWN)
    assert Memory(TARGET).recall() == Known()


def test_the_projects_used_last_are_remembered(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    import os

    monkeypatch.setattr(remembered, "MOST_FILES", 2)
    memories = [Memory(TARGET._replace(module=name)) for name in ("one", "two", "three")]
    for age, memory in enumerate(memories):
        memory.keep(KNOWN)
        for file in folder.iterdir():
            os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 10 * (age + 1)))
        memories[0].recall()
    assert [memory.recall() == KNOWN for memory in memories] == [True, False, True]


def test_steps_are_what_was_remembered_learned_and_added() -> None:
    Memory(TARGET).keep(KNOWN)
    steps = Steps(Memory(TARGET))
    assert steps.are_remembered
    assert steps.planned(PLAN).steps == KNOWN.modules
    steps.learn(["click", "flask"], ["SIZE"])
    steps.add(["jinja2", "polars.lazy"])
    plan = steps.planned(PLAN)
    assert plan.steps == ("click", "flask", "pandas", "jinja2")
    assert plan.late == ("SIZE",)
    steps.remember()
    assert Memory(TARGET).recall() == Known(plan.steps, ("SIZE",), ("polars",))


def test_a_package_that_is_left_out_stays_so() -> None:
    steps = Steps(Memory(TARGET))
    assert not steps.are_remembered
    steps.learn(["click", "ddtrace", "ddtrace.internal"], [])
    steps.leave_out("ddtrace")
    assert steps.planned(PLAN).steps == ("click",)
    steps.remember()
    again = Steps(Memory(TARGET))
    again.learn(["click", "ddtrace"], [])
    assert again.planned(PLAN).steps == ("click",)


def test_values_that_a_project_sets_are_told_nobody(folder: Path) -> None:
    steps = Steps(Memory(TARGET))
    steps.learn([Setting("PASSWORD", "secret"), "flask"], [])
    assert steps.planned(PLAN).steps == (Setting("PASSWORD", "secret"), "flask")
    steps.remember()
    assert not [*folder.iterdir()]
