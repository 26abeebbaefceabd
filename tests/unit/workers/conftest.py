"""Desks that reach each other, over each of the ways that there are between processes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from debugpage.workers import loopback, unix
from debugpage.workers.transport import Transport
from tests.unit.workers.desks import Desk


@pytest.fixture(params=[unix, loopback], ids=["unix", "loopback"])
def transport(request: pytest.FixtureRequest) -> Transport:
    way: Transport = request.param
    return way


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a private folder; its path is short, as those of sockets must be."""
    return tmp_path_factory.mktemp("w")


@pytest.fixture
def new_desk(transport: Transport, folder: Path) -> Callable[[], Desk]:
    return lambda: Desk(transport, folder)
