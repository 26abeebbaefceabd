"""Of errors so many are held, and so long; what is let go is told why, and its memory is free."""

import gc
import threading
import tracemalloc
import weakref

import pytest

from debugpage.console import store as store_module
from debugpage.console.store import Gone, Store, Unknown
from debugpage.options import Options
from tests.unit.console.stored import Clock, Held, frame_with, is_dead, keep, report


def test_least_recently_used_goes_first(store: Store) -> None:
    held = {name: keep(store, name) for name in "abc"}
    store.console("a", "a-0")
    held["d"] = keep(store, "d")
    assert [name for name in "abcd" if store.is_live(name)] == ["a", "c", "d"]
    assert is_dead(held["b"])
    assert not is_dead(held["a"])
    with pytest.raises(Gone, match="newer errors came, and 3 errors can be kept live"):
        store.console("b", "b-0")
    assert store.report("b") == report("b")


def test_looking_is_no_use(store: Store, clock: Clock) -> None:
    for name in "abc":
        keep(store, name)
    store.is_live("a")
    store.report("a")
    with pytest.raises(Unknown):
        store.console("a", "x")
    keep(store, "d")
    assert not store.is_live("a")


def test_unused_frames_expire(store: Store, clock: Clock) -> None:
    held = keep(store, "a")
    clock.now += 14 * 60
    store.console("a", "a-0")
    other = keep(store, "b")
    clock.now += 14 * 60
    store.console("b", "b-0")
    clock.now += 60
    assert [name for name in "ab" if store.is_live(name)] == ["b"]
    with pytest.raises(Gone, match="nobody used it for 15 minutes"):
        store.console("a", "a-0")
    assert store.report("a")
    assert is_dead(held)
    assert not is_dead(other)


def test_frames_expire_when_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MINUTE", 0.05)
    gone = threading.Event()
    store = Store(Options(minutes=1))
    store.keep(report("a"), {"0": frame_with(held=(held := Held()))})
    weakref.finalize(held, gone.set)
    del held
    assert gone.wait(60)
    with pytest.raises(Gone, match="for 1 minute\\."):
        store.console("a", "0")


def timers() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)}


def test_timer_runs_only_while_something_is_live(monkeypatch: pytest.MonkeyPatch) -> None:
    before = timers()
    store = Store(Options())
    store.keep_report(report("r"))
    assert timers() <= before
    for name in "abc":
        keep(store, name)
    (timer,) = timers() - before
    assert timer.daemon
    assert store.clear() == 3
    timer.join(60)
    assert timers() <= before

    monkeypatch.setattr(store_module, "MINUTE", 0.001)
    keep(store, "d")
    for timer in timers() - before:
        timer.join(60)
    assert timers() <= before
    assert not store.is_live("d")


def test_store_that_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MINUTE", 0.001)
    before = timers()
    held = keep(Store(Options()), "a")
    assert is_dead(held)
    for timer in timers() - before:
        timer.join(60)


def test_reports_are_bounded(store: Store) -> None:
    for name in "abcdefg":
        keep(store, name)
    assert [kept.id for kept in store.reports()] == list("gfedc")
    with pytest.raises(Gone, match="newer ones came, and 5 reports can be kept"):
        store.report("a")
    with pytest.raises(Gone, match="newer ones came"):
        store.console("a", "a-0")


def test_live_frames_go_with_their_report() -> None:
    store = Store(Options(reports=1, tracebacks=5))
    held = keep(store, "a")
    keep(store, "b")
    assert not store.is_live("a")
    assert is_dead(held)
    store.clear()


def test_report_is_in_one_ring_only(store: Store) -> None:
    store.keep_report(report("a"))
    keep(store, "a")
    store.keep_report(report("a"))
    assert [kept.id for kept in store.reports()] == ["a"]
    for number in range(10):
        store.keep_report(report(str(number)))
    assert store.is_live("a")


def test_untrusted_errors_push_out_nothing(store: Store) -> None:
    held = keep(store, "a")
    for number in range(200):
        store.keep_report(report(f"guest-{number}"))
    assert store.is_live("a")
    assert not is_dead(held)
    assert [kept.id for kept in store.reports()] == [
        *(f"guest-{number}" for number in range(199, 194, -1)),
        "a",
    ]
    with pytest.raises(Gone):
        store.report("guest-0")


def test_memory_of_ends_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MOST_REMEMBERED", 50)
    store = Store(Options(reports=1))
    for number in range(100):
        store.keep_report(report(str(number)))
    with pytest.raises(Gone):
        store.report("98")
    with pytest.raises(Unknown):
        store.report("0")


def test_a_thousand_errors_with_a_megabyte_each() -> None:
    megabyte = 1 << 20
    store = Store(Options())
    references = [keep(store, f"warm-{number}", megabyte) for number in range(40)]
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(1000):
            references.append(keep(store, str(number), megabyte))
            if number % 100 == 0:
                gc.collect()
        gc.collect()
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    alive = sum(reference() is not None for reference in references)
    assert alive == 20
    # The 20 that were live before the measurement began are not in it; those after it are.
    assert after - before < 21 * megabyte
    assert peak - before < 125 * megabyte
    store.clear()
    assert is_dead(*references)
