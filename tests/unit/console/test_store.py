"""Live frames are held within bounds, and let go for a reason that can be told."""

import asyncio
import contextlib
import contextvars
import gc
import os
import sys
import threading
import time
import tracemalloc
import types
import weakref
from collections.abc import Iterator

import pytest

from debugpage.console import store as store_module
from debugpage.console.store import Gone, Store, Unknown
from debugpage.options import Options
from debugpage.report import Environment, Report
from tests.unit.console import frames

color = contextvars.ContextVar("color", default="none")


class Held:
    """A local of an error, 1 MB or none, whose end can be seen."""

    def __init__(self, size: int = 0) -> None:
        self.memory = bytearray(size)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> Iterator[Store]:
    store = Store(Options(tracebacks=3, minutes=15, reports=5), clock)
    yield store
    store.clear()


def report(name: str) -> Report:
    return Report(name, 0.0, (), Environment("3", "linux"), "")


def keep(store: Store, name: str, size: int = 0) -> "weakref.ref[Held]":
    """Keep an error, and return what tells whether its local is alive."""

    def fail() -> None:
        held = Held(size)
        held.error = error = LookupError(name)  # type: ignore[attr-defined]  # a cycle
        raise error

    try:
        fail()
    except LookupError as error:
        traceback = error.__traceback__
        assert traceback
        assert traceback.tb_next
        frame = traceback.tb_next.tb_frame
        store.keep(report(name), {f"{name}-0": frame}, error)
        return weakref.ref(frame.f_locals["held"])
    raise AssertionError("it did not fail")


def is_dead(*references: "weakref.ref[Held]") -> bool:
    gc.collect()
    return not any(reference() for reference in references)


def frame_with(**held: object) -> types.FrameType:
    return sys._getframe()


def test_live_error(store: Store) -> None:
    held = keep(store, "a")
    assert store.is_live("a")
    assert store.report("a") == report("a")
    console = store.console("a", "a-0")
    assert console.evaluate("held").value is held()
    assert store.console("a", "a-0") is console
    assert store.reports() == [report("a")]


def test_what_is_typed_persists(store: Store) -> None:
    keep(store, "a")
    store.console("a", "a-0").evaluate("x = 5")
    assert store.console("a", "a-0").evaluate("x").value == 5


def test_context_and_loop_reach_the_console(store: Store) -> None:
    context = contextvars.copy_context()
    context.run(color.set, "red")
    typed = f"from {__name__} import color; color.get()"
    store.keep(report("a"), {"0": frame_with(), "1": frame_with()}, context=context)
    assert store.console("a", "0").evaluate(typed).value == "red"
    store.console("a", "0").evaluate("color.set('blue')")
    assert store.console("a", "1").evaluate(typed).value == "red"
    color.set("green")
    store.keep(report("b"), {"0": frame_with()})
    color.set("none")
    assert store.console("b", "0").evaluate(typed).value == "green"

    async def main() -> None:
        loop = asyncio.get_running_loop()
        store.keep(report("c"), {"0": frame_with()}, loop=loop)
        typed = "import asyncio; await asyncio.sleep(0, asyncio.get_running_loop())"
        outcome = await asyncio.to_thread(store.console("c", "0").evaluate, typed)
        assert outcome.value is loop

    asyncio.run(main())


def test_unknown(store: Store) -> None:
    keep(store, "a")
    store.keep_report(report("b"))
    with pytest.raises(Unknown, match="no such error"):
        store.report("x")
    with pytest.raises(Unknown, match="no such error"):
        store.console("x", "0")
    with pytest.raises(Unknown, match="no such frame"):
        store.console("a", "b-0")
    with pytest.raises(Unknown, match="no live frames were kept"):
        store.console("b", "0")
    assert not store.is_live("x")
    assert not store.is_live("b")


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


def test_clear(store: Store) -> None:
    held = [keep(store, name) for name in "ab"]
    console = store.console("a", "a-0")
    assert store.clear() == 2
    assert store.clear() == 0
    with pytest.raises(Gone, match="all consoles were closed"):
        store.console("a", "a-0")
    assert len(store.reports()) == 2
    del console
    assert is_dead(*held)
    keep(store, "c")
    assert store.is_live("c")


def test_clear_during_an_evaluation(store: Store) -> None:
    running, go = threading.Event(), threading.Event()
    store.keep(report("a"), {"0": frame_with(running=running, go=go)})
    console, values = store.console("a", "0"), list[object]()
    typed = "held['running'].set(); held['go'].wait(60)"
    thread = threading.Thread(target=lambda: values.append(console.evaluate(typed).value))
    thread.start()
    assert running.wait(60)
    assert store.clear() == 1
    go.set()
    thread.join(60)
    assert values == [True]


def test_same_report_again(store: Store) -> None:
    first = keep(store, "a")
    second = keep(store, "a")
    assert is_dead(first)
    assert store.console("a", "a-0").evaluate("held").value is second()
    assert store.reports() == [report("a")]
    assert store.clear() == 1


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


def test_exception_has_a_name(store: Store) -> None:
    keep(store, "a")
    console = store.console("a", "a-0")
    assert console.evaluate("__exception__.args").value == ("a",)
    assert console.evaluate("(lambda: __exception__ is error)()").value is True
    store.keep(report("b"), {"0": frames.module()}, KeyError("b"))
    console = store.console("b", "0")
    assert console.evaluate("__exception__.args").value == ("b",)
    assert console.evaluate("__exception__ = 3; __exception__").value == 3


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
                    assert store.console(name, f"{name}-0").evaluate("held").has_value
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
    child = os.fork()
    if child == 0:
        os._exit(_seen_by_child(store, held))
    forked.set()
    thread.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert store.is_live("a")
    store.clear()


def _seen_by_child(store: Store, held: "weakref.ref[Held]") -> int:
    try:
        assert store.report("a")
        assert not store.is_live("a")
        with pytest.raises(Gone, match="in the parent process"):
            store.console("a", "a-0")
        # Destroying what the parent uses (a connection, say) is not the child's to do.
        assert not is_dead(held)
        keep(store, "b")
        assert store.console("b", "b-0").evaluate("1 + 1").value == 2
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
