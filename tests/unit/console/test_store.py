"""A store hands out what it holds: reports, and consoles of live frames."""

import asyncio
import contextvars
import threading

import pytest

from debugpage.console.store import Gone, Store, Unknown
from tests.unit.console import frames
from tests.unit.console.stored import frame_with, is_dead, keep, report

color = contextvars.ContextVar("color", default="none")


def test_live_error(store: Store) -> None:
    held = keep(store, "a")
    assert store.is_live("a")
    assert store.report("a") == report("a")
    console = store.console("a", "a-0")
    assert console.evaluate("held").result().value is held()
    assert store.console("a", "a-0") is console
    assert store.reports() == [report("a")]


def test_what_is_typed_persists(store: Store) -> None:
    keep(store, "a")
    store.console("a", "a-0").evaluate("x = 5").result()
    assert store.console("a", "a-0").evaluate("x").result().value == 5


def test_context_and_loop_reach_the_console(store: Store) -> None:
    context = contextvars.copy_context()
    context.run(color.set, "red")
    typed = f"from {__name__} import color; color.get()"
    store.keep(report("a"), {"0": frame_with(), "1": frame_with()}, context=context)
    assert store.console("a", "0").evaluate(typed).result().value == "red"
    store.console("a", "0").evaluate("color.set('blue')").result()
    assert store.console("a", "1").evaluate(typed).result().value == "red"
    color.set("green")
    store.keep(report("b"), {"0": frame_with()})
    color.set("none")
    assert store.console("b", "0").evaluate(typed).result().value == "green"

    async def main() -> None:
        loop = asyncio.get_running_loop()
        store.keep(report("c"), {"0": frame_with()}, loop=loop)
        typed = "import asyncio; await asyncio.sleep(0, asyncio.get_running_loop())"
        outcome = await asyncio.to_thread(store.console("c", "0").evaluate(typed).result)
        assert outcome.value is loop

    asyncio.run(main())


def test_exception_has_a_name(store: Store) -> None:
    keep(store, "a")
    console = store.console("a", "a-0")
    assert console.evaluate("__exception__.args").result().value == ("a",)
    assert console.evaluate("(lambda: __exception__ is error)()").result().value is True
    store.keep(report("b"), {"0": frames.module()}, KeyError("b"))
    console = store.console("b", "0")
    assert console.evaluate("__exception__.args").result().value == ("b",)
    assert console.evaluate("__exception__ = 3; __exception__").result().value == 3


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


def test_same_report_again(store: Store) -> None:
    first = keep(store, "a")
    second = keep(store, "a")
    assert is_dead(first)
    assert store.console("a", "a-0").evaluate("held").result().value is second()
    assert store.reports() == [report("a")]
    assert store.clear() == 1


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
    thread = threading.Thread(target=lambda: values.append(console.evaluate(typed).result().value))
    thread.start()
    assert running.wait(60)
    assert store.clear() == 1
    go.set()
    thread.join(60)
    assert values == [True]
