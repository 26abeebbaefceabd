"""Every kind of change is told, of files and folders that really change."""

import os
import queue
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from debugpage.server.watch import Judge, Watched
from debugpage.server.watcher import Watcher

SECONDS = 20


class Watching:
    """A watcher at work, and what it tells."""

    def __init__(self, folder: Path, *, polls: bool) -> None:
        self.folder = folder
        self.told: queue.SimpleQueue[set[str]] = queue.SimpleQueue()
        watched = Watched(
            folder / "project",
            extra=(folder / "rates.csv", folder / "data"),
            excluded=("excluded*",),
            installed=(folder / "site-packages",),
        )
        self.watcher = Watcher(Judge(watched), self.told.put, polls=polls)

    def wait_for(self, name: str) -> None:
        """Wait until a change of a file is told."""
        file = str(self.folder / name)
        while file not in self.told.get(timeout=SECONDS):
            pass

    def hears_nothing_of(self, *names: str) -> None:
        """Tell that nothing of these was told before a change that follows them."""
        (self.folder / "project/last.py").write_text("last")
        files: set[str] = set()
        while str(self.folder / "project/last.py") not in files:
            files |= self.told.get(timeout=SECONDS)
        judge = self.watcher._judge
        assert not [n for n in names if str(self.folder / n) in files and judge.need(n)]


@pytest.fixture(params=[False, True], ids=["told", "polled"])
def watching(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watching]:
    for name in ("project/old", "data", "site-packages/flask"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("project/app.py", "project/old/lib.py", "rates.csv", "data/table.bin"):
        (tmp_path / name).write_text("old")
    if request.param:  # as where the system watches no further folder
        monkeypatch.setattr("watchfiles.watch", no_watch)
    watching = Watching(tmp_path, polls=request.param)
    watching.watcher.start()
    yield watching
    watching.watcher.stop()
    watching.watcher.join(SECONDS)


def no_watch(*_folders: str, **_options: object) -> None:
    raise OSError("no space left on device")


def delete(file: Path) -> None:
    file.unlink()


def rename(file: Path) -> None:
    file.rename(file.with_name("renamed.py"))


def replace(file: Path) -> None:
    new = file.with_name("app.py.new")
    new.write_text("new")
    new.replace(file)


def restore(file: Path) -> None:
    new = file.with_name("app.py.kept")
    new.write_text("new")
    os.utime(new, (1_000_000_000, 1_000_000_000))
    new.replace(file)


def change(file: Path) -> None:
    file.write_text("new")


@pytest.mark.parametrize("way", [change, delete, rename, replace, restore])
def test_a_change_of_a_file_is_told(watching: Watching, way: Callable[[Path], None]) -> None:
    way(watching.folder / "project/app.py")
    watching.wait_for("project/app.py")


@pytest.mark.parametrize("name", ["project/new.py", "rates.csv", "data/new.bin", "data/table.bin"])
def test_a_file_that_comes_or_changes_is_told(watching: Watching, name: str) -> None:
    (watching.folder / name).write_text("new")
    watching.wait_for(name)


def test_two_saves_within_a_second_are_two(watching: Watching) -> None:
    for text in ("one", "two", "six"):
        (watching.folder / "project/app.py").write_text(text)
        watching.wait_for("project/app.py")


@pytest.mark.parametrize("name", ["project/fresh", "data/fresh"])
def test_what_lies_in_a_new_folder_is_told(watching: Watching, name: str) -> None:
    (watching.folder / name).mkdir()
    (watching.folder / name / "first.py").write_text("first")
    watching.wait_for(f"{name}/first.py")
    (watching.folder / name / "second.py").write_text("second")
    watching.wait_for(f"{name}/second.py")


def test_a_folder_that_goes_is_told_by_its_files(watching: Watching) -> None:
    (watching.folder / "project/old/lib.py").unlink()
    (watching.folder / "project/old").rmdir()
    watching.wait_for("project/old/lib.py")
    (watching.folder / "project/old").mkdir()
    (watching.folder / "project/old/lib.py").write_text("back")
    watching.wait_for("project/old/lib.py")


def test_a_package_that_comes_is_told_and_not_what_it_holds(watching: Watching) -> None:
    (watching.folder / "site-packages/flask/app.py").write_text("new")
    watching.hears_nothing_of("site-packages/flask/app.py", "site-packages/flask")
    (watching.folder / "site-packages/click.dist-info").mkdir()
    watching.wait_for("site-packages/click.dist-info")


def test_excluded_files_are_not_told_as_needing_anything(watching: Watching) -> None:
    (watching.folder / "project/excluded.py").write_text("new")
    (watching.folder / "project/__pycache__").mkdir()
    watching.hears_nothing_of("project/excluded.py", "project/__pycache__")


def test_what_was_told_is_not_told_again(watching: Watching) -> None:
    (watching.folder / "project/app.py").write_text("new")
    watching.wait_for("project/app.py")
    (watching.folder / "project/fresh").mkdir()
    (watching.folder / "project/fresh/first.py").write_text("first")
    watching.wait_for("project/fresh/first.py")
    watching.hears_nothing_of("project/app.py")


def test_a_project_that_goes_and_comes_back_is_watched(watching: Watching) -> None:
    project = watching.folder / "project"
    shutil.rmtree(project)
    watching.wait_for("project/app.py")
    project.mkdir()
    for text in ("new", "newer"):
        (project / "app.py").write_text(text)
        watching.wait_for("project/app.py")
