"""What a change of a file asks for, and which folders are watched."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from debugpage.server.watch import Judge, Need, Watched

HOME = Path("/home/me")
PROJECT = HOME / "shop"
INSTALLED = HOME / "venv/lib/python3.11/site-packages"
WATCHED = Watched(
    PROJECT,
    folders=(HOME / "more",),
    extra=(PROJECT / "rates.csv", HOME / "data"),
    excluded=("generated", "*_pb2.py", "/legacy/old.py", "docs/"),
    settings=(PROJECT / ".env", PROJECT / "pyproject.toml"),
    installed=(INSTALLED,),
)


@pytest.mark.parametrize(
    ("file", "need"),
    [
        (PROJECT / "app.py", Need.RESTART),
        (PROJECT / "goods/apple.py", Need.RESTART),
        (PROJECT / "templates/page.html", Need.RESTART),
        (PROJECT / "templates/mail.j2", Need.RESTART),
        (HOME / "more/lib.py", Need.RESTART),
        (HOME / "elsewhere/loaded.py", Need.RESTART),
        (PROJECT / "rates.csv", Need.RESTART),
        (HOME / "data/deep/down.bin", Need.RESTART),
        (PROJECT / ".env", Need.COLD),
        (PROJECT / "pyproject.toml", Need.COLD),
        (INSTALLED / "flask", Need.INSTALLED),
        (INSTALLED / "flask-3.dist-info", Need.INSTALLED),
        (INSTALLED / "__pycache__", Need.NOTHING),
        (INSTALLED / "flask/app.py", Need.NOTHING),
        (PROJECT / "shop.db", Need.NOTHING),
        (PROJECT / "app.py~", Need.NOTHING),
        (PROJECT / "app.pyc", Need.NOTHING),
        (PROJECT / ".#app.py", Need.NOTHING),
        (PROJECT / ".git/hooks/hook.py", Need.NOTHING),
        (PROJECT / "node_modules/a/setup.py", Need.NOTHING),
        (PROJECT / "vendor/site-packages/x.py", Need.NOTHING),
        (PROJECT / "generated/a.py", Need.NOTHING),
        (PROJECT / "goods/generated/a.py", Need.NOTHING),
        (PROJECT / "goods/apple_pb2.py", Need.NOTHING),
        (PROJECT / "legacy/old.py", Need.NOTHING),
        (PROJECT / "legacy/new.py", Need.RESTART),
        (PROJECT / "docs/conf.py", Need.NOTHING),
        (HOME / "elsewhere/other.py", Need.NOTHING),
    ],
)
def test_what_a_change_asks_for(file: Path, need: Need) -> None:
    judge = Judge(WATCHED)
    judge.loaded = frozenset({str(HOME / "elsewhere/loaded.py")})
    assert judge.need(str(file)) is need


def test_more_needs_come_before_less() -> None:
    assert max(Need.RESTART, Need.INSTALLED, Need.COLD, Need.NOTHING) is Need.INSTALLED


def test_folders_of_code_are_watched_and_others_are_not(tmp_path: Path) -> None:
    for name in ("goods/fruit", ".git/hooks", "__pycache__", "node_modules/x", "docs", "env/lib"):
        (tmp_path / "shop" / name).mkdir(parents=True)
    (tmp_path / "shop/env/pyvenv.cfg").touch()
    (tmp_path / "data/deep").mkdir(parents=True)
    (tmp_path / "site/flask").mkdir(parents=True)
    judge = Judge(
        Watched(
            tmp_path / "shop",
            extra=(tmp_path / "data",),
            excluded=("docs",),
            settings=(tmp_path / ".env",),
            installed=(tmp_path / "site",),
        )
    )
    watched = {str(Path(folder).relative_to(tmp_path)) for folder in judge.folders()}
    assert watched == {".", "shop", "shop/goods", "shop/goods/fruit", "data", "data/deep", "site"}


LOOKS = """
import os, queue, sys
from pathlib import Path
from debugpage.server.watch import Judge, Watched
from debugpage.server.watcher import Watcher
project, told = Path(sys.argv[1]), queue.SimpleQueue()
if not os.getuid():
    from watchfiles import watch  # another user may not be let to where it is installed
    os.setuid(1)
judge = Judge(Watched(project))
watcher = Watcher(judge, told.put, polls=False)
watcher.start()
while told.empty():
    (project / "app.py").write_text(f"{os.getpid()} {os.urandom(4)}")
    watcher.join(0.05)
print(*(Path(folder).name for folder in judge.folders()), watcher._polls)
"""


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows has other rights")
def test_a_folder_that_cannot_be_read_hides_no_change_in_others() -> None:
    # Not below `tmp_path`: another user than root, whom no mode keeps out, is to get there.
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        Path(name, "shut").mkdir(mode=0)
        command = [sys.executable, "-c", LOOKS, name]
        found = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)
        assert found.stdout.split() == [Path(name).name, "False"]


def test_what_the_kernel_makes_up_is_not_watched() -> None:
    judge = Judge(Watched(Path("/")))
    assert not judge.enters(Path("/proc"))
    assert not judge.enters(Path("/sys"))
    assert judge.enters(Path("/srv"))
