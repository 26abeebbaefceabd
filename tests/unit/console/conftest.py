"""A store for three live errors and five reports, with a clock that is set by hand."""

from collections.abc import Iterator

import pytest

from debugpage.console.store import Store
from debugpage.options import Options
from tests.unit.console.stored import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> Iterator[Store]:
    store = Store(Options(tracebacks=3, minutes=15, reports=5), clock)
    yield store
    store.clear()
