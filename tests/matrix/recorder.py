"""What came of each cell of the matrix, told at the end of a run and kept in build/matrix.json.

Its hooks are named in tests/conftest.py: only there pytest-xdist's controller finds them.
"""

import json
import platform
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pytest

from tests.matrix.frameworks import SERVER_PACKAGES, Framework
from tests.servers import ROOT

FILE = ROOT / "build" / "matrix.json"
_PROPERTY = "matrix"

Note = Callable[[str, object], None]
"""What pytest's `record_property` is."""

_cells: list[dict[str, Any]] = []


def noted(record_property: Note, framework: Framework, server: str, case: str) -> None:
    """Note which cell a test is, and the versions it ran with."""
    packages = {name: version(name) for name in framework.packages}
    package = SERVER_PACKAGES[server]
    cell: dict[str, Any] = {
        "framework": framework.name,
        "packages": packages,
        "server": server,
        "case": case,
    }
    record_property(_PROPERTY, {**cell, "server_package": {package: version(package)}})


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what came of a cell: also in the controller of pytest-xdist."""
    cells: list[Any] = [cell for name, cell in report.user_properties if name == _PROPERTY]
    if report.when == "call" and cells:
        _cells.append({**cells[0], "outcome": report.outcome})


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what was kept, once: workers of pytest-xdist write nothing."""
    if not _cells or hasattr(session.config, "workerinput"):
        return
    FILE.parent.mkdir(exist_ok=True)
    run = {"python": platform.python_version(), "system": platform.system(), "cells": _cells}
    FILE.write_text(json.dumps(run, indent=1) + "\n", "utf-8")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell each framework on each server with their versions, and how many cells were green."""
    if _cells:
        terminalreporter.section(f"matrix, Python {platform.python_version()}")
    for line in _lines():
        terminalreporter.write_line(line)


def _lines() -> list[str]:
    places: dict[str, list[str]] = {}
    for cell in _cells:
        app = f"{cell['framework']} {_told(cell['packages'])}".strip()
        place = f"{app} on {cell['server']} ({_told(cell['server_package'])})"
        places.setdefault(place, []).append(cell["outcome"])
    return [
        f"{place}: {outcomes.count('passed')} of {len(outcomes)}"
        for place, outcomes in sorted(places.items())
    ]


def _told(packages: dict[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in packages.items())
