"""A store with a clock that is set by hand, and an event loop that runs as a server's does."""

import asyncio
import threading
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
    """A store for three live errors and five reports."""
    store = Store(Options(tracebacks=3, minutes=15, reports=5), clock)
    yield store
    store.clear()


@pytest.fixture(params=["asyncio", "uvloop"])
def loop(request: pytest.FixtureRequest) -> Iterator[asyncio.AbstractEventLoop]:
    """A loop that runs in a thread of its own, as a server's does."""
    loop: asyncio.AbstractEventLoop = pytest.importorskip(request.param).new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)
    loop.close()
