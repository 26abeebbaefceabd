"""What comes of an input: its value, its error, and what stays of it."""

import contextvars
import gc
import linecache
import sys
import threading
import time
import traceback
import types
import weakref
from pathlib import Path
from typing import NoReturn

import pytest

from debugpage.console.evaluate import (
    MOST_ENDED,
    MOST_VALUES,
    Busy,
    Console,
    NoSuchRun,
    Outcome,
)
from debugpage.console.source import MOST_INPUTS
from tests.unit.console import frames

color = contextvars.ContextVar("color", default="none")
running, released = threading.Event(), threading.Event()


@pytest.fixture
def console() -> Console:
    return Console(frames.function())


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1 + 1", 2),
        ("1; 2", 2),
        ("1\n2\n3", 3),
        ("    x = 4\n    x + 1", 5),
        ("# a comment\n6  # another", 6),
        ("if pieces: 'some'\nelse: 'none'", "some"),
        ("try: 1 / 0\nexcept ZeroDivisionError: 'caught'\nfinally: 'never shown'\n", "caught"),
        ("match pieces:\n    case 3: 'three'\n", "three"),
        ("import contextlib\nwith contextlib.nullcontext(): 'inside'\n", "inside"),
        ("'text alone'", "text alone"),
        ("'''two\nlines'''", "two\nlines"),
        ("0", 0),
        ("False", False),
        ("lambda: 0 if 1 else 2; 7", 7),
    ],
)
def test_value(console: Console, typed: str, value: object) -> None:
    assert console.evaluate(typed).result() == Outcome(has_value=True, value=value)


@pytest.mark.parametrize(
    "typed", ["", "\n", "   ", "# only a comment", "x = 1", "None", "pass", "for i in [1]: i"]
)
def test_no_value(console: Console, typed: str) -> None:
    assert console.evaluate(typed).result() == Outcome()


def frame_with(holder: list[object]) -> types.FrameType:
    return sys._getframe()


def test_result_is_touched_by_nobody() -> None:
    def touched(self: object, *args: object) -> NoReturn:
        pytest.fail("the console touched the result")

    names = [
        "repr",
        "str",
        "eq",
        "bool",
        "hash",
        "len",
        "getattr",
        "getattribute",
        "iter",
        "await",
        "call",
        "setattr",
    ]
    hostile = type("Hostile", (), {f"__{name}__": touched for name in names})()
    console = Console(frame_with([hostile]))
    outcome = console.evaluate("holder[0]").result()
    assert outcome.has_value
    assert outcome.value is hostile
    assert console.evaluate("_ is holder[0]").result().value is True


def test_error_begins_at_the_input(console: Console) -> None:
    console.evaluate("def divide(n):\n    return n / 0\n").result()
    error = console.evaluate("x = 1\ndivide(x)").result().error
    assert isinstance(error, ZeroDivisionError)
    entries = traceback.extract_tb(error.__traceback__)
    assert [(entry.name, entry.lineno, entry.line) for entry in entries] == [
        ("<console>", 2, "divide(x)"),
        ("divide", 2, "return n / 0"),
    ]
    assert all(entry.filename.startswith("<console ") for entry in entries)


def test_error_with_its_cause(console: Console) -> None:
    typed = "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise KeyError('x') from e\n"
    error = console.evaluate(typed).result().error
    assert isinstance(error, KeyError)
    assert error.__cause__
    assert [entry.lineno for entry in traceback.extract_tb(error.__cause__.__traceback__)] == [2]
    assert [entry.lineno for entry in traceback.extract_tb(error.__traceback__)] == [4]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("exit()", SystemExit),
        ("quit(3)", SystemExit),
        ("raise SystemExit", SystemExit),
        ("raise KeyboardInterrupt", KeyboardInterrupt),
        ("raise GeneratorExit", GeneratorExit),
        ("import asyncio; raise asyncio.CancelledError", BaseException),
        ("import asyncio; await asyncio.sleep(0); exit()", SystemExit),
        ("import asyncio; await asyncio.sleep(0); raise KeyboardInterrupt", KeyboardInterrupt),
        ("def f(): return f()\nf()", RecursionError),
        ("raise ExceptionGroup('two', [ValueError(), KeyError()])", ExceptionGroup),
        ("from nowhere_at_all import *", ModuleNotFoundError),
        ("from . import nothing", ImportError),
    ],
)
def test_errors_end_the_input_only(console: Console, typed: str, kind: type[BaseException]) -> None:
    outcome = console.evaluate(typed).result()
    assert isinstance(outcome.error, kind)
    assert traceback.extract_tb(outcome.error.__traceback__)[0].name == "<console>"
    assert console.evaluate("pieces").result().value == 3


def test_module_that_exits(
    console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "leaves_at_once.py").write_text("import sys; sys.exit(3)")
    monkeypatch.syspath_prepend(tmp_path)
    for typed in ("import leaves_at_once", "from leaves_at_once import *"):
        assert isinstance(console.evaluate(typed).result().error, SystemExit)


def test_hint_about_the_event_loop(console: Console) -> None:
    error = console.evaluate("import asyncio; asyncio.get_running_loop()").result().error
    assert error is not None
    assert "write `await …`" in error.__notes__[0]


def test_exit_leaves_standard_input_open(console: Console) -> None:
    console.evaluate("exit()").result()
    assert not sys.stdin.closed


def test_last_value_and_error_of_the_page_outlast_an_error() -> None:
    of_the_page = LookupError("of the page")
    console = Console(frames.function(), error=of_the_page)
    assert console.evaluate("pieces * 2").result().value == 6
    assert console.evaluate("1 / 0").result().error is not None
    assert console.evaluate("1 +* 2").result().error is not None
    assert console.evaluate("_, __exception__").result().value == (6, of_the_page)


def test_hostile_error(console: Console) -> None:
    typed = (
        "class Hostile(Exception):\n"
        "    def __getattribute__(self, name): raise SystemExit\n"
        "    def __setattr__(self, name, value): raise SystemExit\n"
        "    def __repr__(self): raise SystemExit\n"
        "raise Hostile"
    )
    outcome = console.evaluate(typed).result()
    assert type(outcome.error).__name__ == "Hostile"


@pytest.mark.parametrize(
    ("typed", "line", "offset", "text"),
    [
        ("x = = 1", 1, 5, "x = = 1"),
        ("a = 1\nb = )", 2, 5, "b = )"),
        ("return 3", 1, 1, "return 3"),
        ("x = 1; yield x", 1, 8, "x = 1; yield x"),
        ("[(yield) for _ in 'a']", 1, 3, "[(yield) for _ in 'a']"),
        ("break", 1, 1, "break"),
        ("'äöü'; (yield)", 1, 9, "'äöü'; (yield)"),
        ("'äöü'; await f(x := 1); break", 1, 25, "'äöü'; await f(x := 1); break"),
        ("nonlocal nowhere", 1, 1, "nonlocal nowhere"),
        ("from __future__ import braces", 1, 1, "from __future__ import braces"),
        ("  1 + + )", 1, 7, "1 + + )"),
        ("None = 1", 1, 1, "None = 1"),
        ("def f(:\n    pass", 1, 7, "def f(:"),
    ],
)
def test_syntax_error(console: Console, typed: str, line: int, offset: int, text: str) -> None:
    error = console.evaluate(typed).result().error
    assert isinstance(error, SyntaxError)
    assert (error.lineno, error.offset) == (line, offset)
    assert (error.text or "").rstrip("\n") == text
    assert (error.filename or "").startswith("<console ")
    assert error.__traceback__ is None
    assert "^" in "".join(traceback.format_exception_only(error))


@pytest.mark.parametrize(
    "typed",
    ["'\0'", "'\ud800'", "(" * 1000 + ")" * 1000, "-" * 100_000 + "1", "\\", "\x0c", "\uff10"],
)
def test_input_that_is_no_program(console: Console, typed: str) -> None:
    outcome = console.evaluate(typed).result()
    assert outcome.error is not None or outcome.incomplete or outcome.value in (0, None)
    assert console.evaluate("pieces").result().value == 3


def test_deep_input_that_python_runs(console: Console) -> None:
    assert console.evaluate("+".join(["pieces"] * 900)).result().value == 2700


def test_context_is_kept(console: Console) -> None:
    context = contextvars.copy_context()
    context.run(color.set, "red")
    console = Console(frames.function(), context)
    first = f"from {__name__} import color; color.get()"
    assert console.evaluate(first).result().value == "red"
    console.evaluate("color.set('blue'); None").result()
    assert console.evaluate("color.get()").result().value == "blue"
    assert (
        console.evaluate("import asyncio; await asyncio.sleep(0, color.get())").result().value
        == "blue"
    )
    console.evaluate("await asyncio.sleep(0); color.set('green'); None").result()
    assert console.evaluate("color.get()").result().value == "green"
    assert context.run(color.get) == "red"
    assert color.get() == "none"


def test_one_input_at_a_time(console: Console) -> None:
    running.clear()
    released.clear()
    outcomes: list[Outcome] = []
    typed = f"from {__name__} import running, released; running.set(); released.wait(60)"
    thread = threading.Thread(target=lambda: outcomes.append(console.evaluate(typed).result()))
    thread.start()
    assert running.wait(60)
    with pytest.raises(Busy, match="still running"):
        console.evaluate("1").result()
    other = Console(frames.function())
    assert other.evaluate("1").result().value == 1
    released.set()
    thread.join(60)
    assert [outcome.value for outcome in outcomes] == [True]
    assert console.evaluate("1").result().value == 1


def test_each_input_has_a_thread_of_its_own(console: Console) -> None:
    console.evaluate("import threading; before = threading.current_thread()").result()
    assert console.evaluate("threading.current_thread() is before").result().value is False
    assert console.evaluate("before.is_alive()").result().value is False


def test_typed_lines_are_forgotten_with_the_console() -> None:
    def ours() -> set[str]:
        return {name for name in linecache.cache if name.startswith("<console ")}

    gc.collect()
    before = ours()
    console = Console(frames.function())
    for _ in range(MOST_INPUTS + 20):
        console.evaluate("x = 1").result()
    assert len(ours() - before) == MOST_INPUTS
    del console
    gc.collect()
    assert ours() <= before


def test_results_are_held_for_a_while_and_no_longer() -> None:
    console = Console(frames.function())
    console.evaluate("class Box: pass\n").result()
    box = weakref.ref(console.evaluate("Box()").result().value)
    console.evaluate("here = Box(); 1 / 0").result()
    here = weakref.ref(console.evaluate("here").result().value)
    assert console.value(2) is box()
    console.evaluate("del here; 1").result()
    assert console.value(4) is here()
    for _ in range(MOST_VALUES + MOST_ENDED):
        console.evaluate("1").result()
    gc.collect()
    assert box() is None
    assert here() is None
    for number in (0, 2, 3, 4, 1000):
        with pytest.raises(NoSuchRun, match=f"evaluation {number} is forgotten, or never was"):
            console.value(number)


def test_an_input_takes_little_time(console: Console) -> None:
    console.evaluate("1").result()
    begin = time.perf_counter()
    for _ in range(20):
        console.evaluate("pieces + 1").result()
    assert time.perf_counter() - begin < 1
