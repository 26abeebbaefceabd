"""A store stands between threads, and between a process and its child."""

import contextlib
import gc
import os
import threading
import time
import weakref

import pytest

from debugpage.console.store import Gone, Store
from debugpage.options import Options
from tests.forks import code_of_child
from tests.unit.console.stored import Held, frame_with, is_dead, keep, report


def test_destructor_that_comes_back(store: Store) -> None:
    """A destructor may run anything, in the thread that evicts: here, another error is kept."""

    class Comeback:
        def __del__(self) -> None:
            ended.append(store.is_live("b"))
            thread = threading.Thread(target=store.keep_report, args=[report("last")])
            thread.start()
            thread.join(60)
            ended.append(thread.is_alive())

    ended = list[bool]()
    store.keep(report("a"), {"0": frame_with(held=Comeback())})
    for name in "bcd":
        keep(store, name)
    gc.collect()
    assert ended == [True, False]
    assert store.report("last")


def test_many_threads() -> None:
    store = Store(Options(tracebacks=4, reports=50))
    failures = list[BaseException]()

    def work(worker: int) -> None:
        try:
            for number in range(60):
                name = f"{worker}-{number}"
                keep(store, name)
                with contextlib.suppress(Gone):
                    assert store.console(name, f"{name}-0").evaluate("held").result().has_value
                store.reports()
                if number % 20 == 0:
                    store.clear()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=[worker]) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert len(store.reports()) <= 50
    assert store.clear() <= 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_child_of_a_fork_starts_with_no_stale_lock() -> None:
    store = Store(Options())
    held = keep(store, "a")
    locked, forked = threading.Event(), threading.Event()

    def hold_the_lock() -> None:
        with store._lock:
            locked.set()
            forked.wait(60)

    thread = threading.Thread(target=hold_the_lock)
    thread.start()
    assert locked.wait(60)
    code = code_of_child(lambda: _seen_by_child(store, held))
    forked.set()
    thread.join()
    assert code == 0
    assert store.is_live("a")
    store.clear()


def _seen_by_child(store: Store, held: weakref.ref[Held]) -> int:
    try:
        assert store.report("a")
        assert not store.is_live("a")
        with pytest.raises(Gone, match="in the parent process"):
            store.console("a", "a-0")
        # Destroying what the parent uses (a connection, say) is not the child's to do.
        assert not is_dead(held)
        keep(store, "b")
        assert store.console("b", "b-0").evaluate("1 + 1").result().value == 2
        assert store.clear() == 1
    except BaseException:
        return 1
    return 0


def test_keeping_is_quick() -> None:
    many = {str(number): frame_with() for number in range(100)}
    store = Store(Options())
    begin = time.perf_counter()
    store.keep(report("a"), many)
    assert time.perf_counter() - begin < 0.1
    store.clear()
