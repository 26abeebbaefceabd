"""What all tests share: the browser, or one loud line about its absence; Hypothesis' profile."""

import gc
import os
import shutil
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

from debugpage.capture.guard import Abandoned
from tests.matrix import recorder

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
NO_CHROMIUM = (
    "NO BROWSER: the browser tests need Chromium and found none. Install it (on Debian: "
    "apt-get install chromium) or name it: CHROMIUM=/path/to/chromium."
)

# A busy machine is no reason to fail; pytest-timeout ends what hangs.
settings.register_profile("debugpage", deadline=None)
settings.load_profile("debugpage")


def find_chromium() -> str | None:
    """Return the path of the browser that `$CHROMIUM` names or the machine has."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium. Without one, skip; where `$CI` is set, fail."""
    path = find_chromium()
    if path is None and os.environ.get("CI"):
        pytest.fail(NO_CHROMIUM, pytrace=False)
    if path is None:
        pytest.skip(NO_CHROMIUM)
    return path


def pytest_collection_finish() -> None:
    """Leave out of each collection of garbage, and tests ask for many, what outlives them all."""
    gc.collect()
    gc.freeze()


pytest_runtest_logreport = recorder.pytest_runtest_logreport
pytest_sessionfinish = recorder.pytest_sessionfinish


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    recorder.pytest_terminal_summary(terminalreporter)
    if find_chromium() is None:
        terminalreporter.write_line(NO_CHROMIUM, red=True, bold=True)


@pytest.fixture(autouse=True, scope="session")
def sockets_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the worker processes of tests, and of servers that they start, meet in a folder apart."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        yield


@pytest.fixture(autouse=True, scope="session")
def caches_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let nothing that tests keep, or servers that they start, be among the developer's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("caches")))
        yield


@pytest.fixture(autouse=True, scope="session")
def unraisable() -> Iterator[None]:
    """Let a value that is abandoned while Python runs a callback of its own be no failure.

    Such an error is raised wherever its thread happens to be. In a garbage collector's callback
    Python can only drop it, and report it to this hook; on a busy machine that happens.
    """
    with pytest.MonkeyPatch.context() as patch:
        report = sys.unraisablehook

        def hook(unraisable: "sys.UnraisableHookArgs", /) -> None:
            if unraisable.exc_type is not Abandoned:
                report(unraisable)

        patch.setattr(sys, "unraisablehook", hook)
        yield
