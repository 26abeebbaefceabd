"""However debugpage is installed, it renders a page, and it ships what is tracked and no more."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import html5lib
import pytest

from tests.pages import headings

ROOT = Path(__file__).parent.parent

# In one worker of pytest-xdist, so that sdist and wheel are built once.
pytestmark = pytest.mark.xdist_group("packaging")

# Building with the tools that are here already needs no network, and is quick.
PIP_OPTIONS = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--ignore-installed")

SITE_PACKAGES = "import sysconfig; print(sysconfig.get_path('purelib'))"

RENDER = """
import sys
import debugpage
try:
    {}["cake"]
except KeyError as error:
    page = debugpage.render(debugpage.capture(error), "html")
print(debugpage.__file__, flush=True)
sys.stdout.buffer.write(page.encode())
"""


def run(*command: str | Path, cwd: Path, **environ: str) -> str:
    """Return what a command prints; its failure, with all that it said, is the test's."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    result = subprocess.run(
        command,
        cwd=cwd,
        env={**inherited, "PYTHONUTF8": "1", **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def renders_a_page(python: Path, cwd: Path, home: Path, **environ: str) -> None:
    """Assert that `python` finds debugpage below `home` and renders a page that is complete."""
    file, _, text = run(python, "-c", RENDER, cwd=cwd, **environ).partition("\n")
    assert Path(file).is_relative_to(home)
    page = html5lib.parse(text, namespaceHTMLElements=False)
    assert "KeyError" in headings(page)[0]
    assert any("color-scheme" in (style.text or "") for style in page.iter("style"))
    assert [script for script in page.iter("script") if script.get("type") == "module"]


def install(python: Path, *what: str | Path) -> None:
    """Install into the environment of `python`, which has no pip of its own."""
    pip = (sys.executable, "-m", "pip", "--python", python, "install", *PIP_OPTIONS)
    run(*pip, *what, cwd=python.parent)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sdist and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("built")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (wheel,) = built.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def sdist(built: Path) -> Path:
    (sdist,) = built.glob("*.tar.gz")
    return sdist


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """Return the Python of a fresh environment that has our dependencies, but not debugpage."""
    home = tmp_path / "environment"
    venv.create(home, with_pip=False)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    own = run(python, "-c", SITE_PACKAGES, cwd=tmp_path).strip()
    # A folder named in a .pth file is searched, but its own .pth files, so an editable install of
    # debugpage among them, are not read.
    Path(own, "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return python


def tracked(*folders: str) -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *folders], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    return {name for name in listed.stdout.split("\0") if name}


def test_the_wheel_holds_what_is_tracked_and_no_more(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    code = tracked("debugpage")
    assets = {f"debugpage/{name}" for name in tracked("templates", "static")}
    assert names == code | assets


def test_the_sdist_can_be_tested(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= tracked("debugpage", "templates", "static", "tests", "examples", "Makefile")


def test_from_the_wheel(wheel: Path, environment: Path, tmp_path: Path) -> None:
    install(environment, wheel)
    renders_a_page(environment, tmp_path, environment.parent.parent)
    assert run(environment.parent / "debugpage", "--version", cwd=tmp_path).strip()


def test_from_the_sdist(sdist: Path, environment: Path, tmp_path: Path) -> None:
    install(environment, sdist)
    renders_a_page(environment, tmp_path, environment.parent.parent)


def test_editable(environment: Path, tmp_path: Path) -> None:
    install(environment, "--editable", ROOT)
    renders_a_page(environment, tmp_path, ROOT)


def test_from_a_checkout_without_installing(environment: Path) -> None:
    renders_a_page(environment, ROOT, ROOT)


def test_from_a_zip_file_on_the_path(wheel: Path, environment: Path, tmp_path: Path) -> None:
    renders_a_page(environment, tmp_path, wheel, PYTHONPATH=str(wheel))
