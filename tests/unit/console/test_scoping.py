"""Names in typed code mean what they would mean if the line stood in the frame's function."""

import sys
import types
from collections.abc import Callable
from typing import NamedTuple

import pytest

from debugpage.console.evaluate import Console
from tests.unit.console import frames

MODERN = sys.version_info >= (3, 12)


class Row(NamedTuple):
    """What is typed, one input after the other, and the value of the last as `repr` shows it."""

    typed: list[str]
    shows: str
    frame: Callable[[], types.FrameType] = frames.function


ROWS = {
    "local": Row(["pieces"], "3"),
    "global": Row(["TAX"], "20"),
    "builtin": Row(["len('tea')"], "3"),
    "local before global": Row(["counter"], "'local'"),
    "argument dict": Row(["more"], "{}"),
    "list comprehension": Row(["[pieces for _ in range(2)]"], "[3, 3]"),
    "nested comprehension": Row(["[[pieces + i for i in range(2)] for _ in 'a']"], "[[3, 4]]"),
    "comprehension of its own name": Row(["[pieces for pieces in 'ab']", "pieces"], "3"),
    "comprehension leaves no name": Row(["[TAX for TAX in 'ab']", "TAX"], "20"),
    "set and dict comprehension": Row(["{pieces for _ in 'a'}, {pieces: TAX for _ in 'a'}"],
                                      "({3}, {3: 20})"),
    "generator expression": Row(["sum(pieces * i for i in range(3))"], "9"),
    "generator that outlives its line": Row(["g = (pieces * i for i in [1])", "next(g)"], "3"),
    "lambda": Row(["(lambda more: pieces + TAX + more)(1)"], "24"),
    "function": Row(["def f(n):\n    return n * pieces\n", "f(5)"], "15"),
    "function in a function": Row(
        ["def f():\n    def g():\n        return pieces\n    return g()\n", "f()"], "3"),
    "class body": Row(["class Box:\n    size = pieces\n    def get(self): return pieces\n",
                       "Box.size, Box().get()"], "(3, 3)"),
    "class is named as typed": Row(["class Box: pass", "Box.__qualname__, Box.__module__"],
                                   "('Box', 'tests.unit.console.frames')"),
    "function is named as typed": Row(
        ["def f():\n    def g(): pass\n    return g\n", "f.__qualname__, f().__qualname__"],
        "('f', 'f.<locals>.g')"),
    "method is named as typed": Row(["class Box:\n    def get(self): pass\n",
                                     "Box.get.__qualname__"], "'Box.get'"),
    "assignment persists": Row(["price = 5", "price"], "5"),
    "assignment to a local": Row(["pieces = 9", "(lambda: pieces)()"], "9"),
    "later assignment is seen by a closure": Row(
        ["f = lambda: pieces", "pieces = 10", "f()"], "10"),
    "later definition is seen by a function": Row(
        ["def even(n): return n == 0 or odd(n - 1)", "def odd(n): return n != 0 and even(n - 1)",
         "even(4), odd(4)"], "(True, False)"),
    "closure assigns": Row(
        ["def f():\n    nonlocal pieces\n    pieces += 1\n", "f(); f()", "pieces"], "5"),
    "nonlocal": Row(["nonlocal pieces; pieces = 8", "pieces"], "8"),
    "augmented assignment": Row(["pieces += 2; pieces"], "5"),
    "recursion": Row(["def f(n): return 1 if n < 2 else n * f(n - 1)", "f(5)"], "120"),
    "walrus": Row(["(n := 4) + 1", "n"], "4"),
    "walrus in a comprehension": Row(["[last := i for i in range(3)]", "last"], "2"),
    "match": Row(["match [1, 2, 3]:\n    case [first, *rest]: pass\n", "first, rest"],
                 "(1, [2, 3])"),
    "match of a mapping": Row(["match {'a': 1, 'b': 2}:\n    case {'a': x, **rest}: pass\n",
                               "x, rest"], "(1, {'b': 2})"),
    "match with a name": Row(["match pieces:\n    case 3 | 4 as found: pass\n", "found"], "3"),
    "with": Row(["import contextlib", "with contextlib.nullcontext(6) as six: pass", "six"], "6"),
    "for": Row(["for i in range(3): pass", "i"], "2"),
    "try": Row(["try: 1 / 0\nexcept ZeroDivisionError as e: kept = str(e)\n", "kept"],
               "'division by zero'"),
    "import": Row(["import os.path", "os.path.basename('a/b')"], "'b'"),
    "import as": Row(["import os.path as p", "p.basename('a/b')"], "'b'"),
    "import from": Row(["from os.path import basename as b", "(lambda: b('a/b'))()"], "'b'"),
    "import star": Row(["from math import *", "sqrt(TAX + 5)"], "5.0"),
    "import star in the same input": Row(["from math import *\nsqrt(4)"], "2.0"),
    "del": Row(["x = 1; del x", "'x' in locals()"], "False"),
    "del of a local shows the module's": Row(["del counter", "counter"], "0"),
    "unpacking": Row(["a, (b, *c) = 1, (2, 3, 4)", "a, b, c"], "(1, 2, [3, 4])"),
    "annotated assignment": Row(["size: int = 4", "size"], "4"),
    "annotation alone": Row(["size: int\npieces"], "3"),
    "decorator and default": Row(
        ["def twice(f): return lambda *a: f(*a) * 2\n", "@twice\ndef f(n=pieces): return n\n",
         "f()"], "6"),
    "future": Row(["from __future__ import annotations\ndef f(x: Nowhere): pass\n",
                   "f.__annotations__"], "{'x': 'Nowhere'}"),
    "locals": Row(["x = 5", "sorted(locals())"], "['counter', 'more', 'pieces', 'x']"),
    "locals in the very first input": Row(["locals()['pieces']"], "3"),
    "eval": Row(["eval('pieces + TAX')"], "23"),
    "private name of the class": Row(["self.__till"], "7", frames.method),
    "private local": Row(["__discount"], "2", frames.method),
    "private name in a lambda": Row(["(lambda: self.__till)()"], "7", frames.method),
    "private name is assigned": Row(["self.__till = 8", "self.greet()"], "'welcome, 8'",
                                    frames.method),
    "private local is assigned": Row(["__discount = 5", "[__discount for _ in 'a']"], "[5]",
                                     frames.method),
    "class by its own name": Row(["Shop.__name__, (lambda: Shop.__name__)()"], "('Shop', 'Shop')",
                                 frames.method),
    "class name is assigned": Row(["Shop = 1", "Shop"], "1", frames.method),
    "super with arguments": Row(["super(Branch, self).greet()"], "'welcome, 7'",
                                frames.inherited),
    "super": Row(["super().greet()"], "'welcome, 7'", frames.inherited),
    "super in a class method": Row(["super().__thisclass__.__name__"], "'Shop'",
                                   frames.class_method),
    "super in a method of a metaclass": Row(["super().__thisclass__.__name__"], "'Chain'",
                                            frames.metaclass_method),
    "class cell": Row(["__class__.__name__"], "'Branch'", frames.inherited),
    "free variable": Row(["pieces", "[pieces for _ in 'a']"], "[4]", frames.closure),
    "class body frame": Row(["coins, [coins for _ in 'a']"], "(5, [5])", frames.class_body),
    "private name in a class body": Row(["__hidden"], "6", frames.class_body),
    "generator frame": Row(["held, (lambda: held)()"], "(8, 8)", frames.generator),
    "lambda frame": Row(["pieces, TAX"], "(2, 20)", frames.lambda_),
    "generator expression frame": Row(["item"], "'tea'", frames.comprehension),
    "module": Row(["price, [price for _ in 'a'], (lambda: price)()"], "(5, [5], 5)",
                  frames.module),
    "assignment in a module": Row(["price = 6", "sys._getframe().f_globals['price']"], "6",
                                  frames.module),
    "function in a module": Row(["def f(): return later", "later = 3", "f()"], "3",
                                frames.module),
    "annotation in a module": Row(["price: int = 7", "price"], "7", frames.module),
    "class in a module": Row(["class Box: __x = price", "Box._Box__x"], "5", frames.module),
    "import star in a module": Row(["from math import *", "sqrt(4)"], "2.0", frames.module),
    "del in a module": Row(["del price", "'price' in globals()"], "False", frames.module),
    "await in a module": Row(["import asyncio; n = await asyncio.sleep(0, price)", "n"], "5",
                             frames.module),
    "locals of a module": Row(["locals() is globals() is vars(), 'price' in dir()"],
                              "(True, True)", frames.module),
    "exec in a module": Row(["exec('price += 1; size = 2')", "price, size, eval('size')"],
                            "(6, 2, 2)", frames.module),
    "exec with names of its own": Row(["exec('price = 1', {})", "price"], "5", frames.module),
    "last value": Row(["pieces + 1", "_ * 2"], "8"),
    "last value in a lambda": Row(["pieces + 1", "(lambda: _)()"], "4"),
    "last value but None": Row(["pieces", "None", "_"], "3"),
    "last value in a module": Row(["price + 1", "_, '_' in globals()"], "(6, False)",
                                  frames.module),
    "the module's own underscore": Row(["1 + 1", "_"], "'mine'",
                                       lambda: frames.module("_ = 'mine'")),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_names(name: str) -> None:
    row = ROWS[name]
    console = Console(row.frame())
    outcomes = [console.evaluate(typed).result() for typed in row.typed]
    assert [outcome.error for outcome in outcomes] == [None] * len(outcomes)
    assert not any(outcome.incomplete for outcome in outcomes)
    assert repr(outcomes[-1].value) == row.shows


@pytest.mark.parametrize(
    "typed",
    ["global counter; counter += 5", "def f():\n    global counter\n    counter = 5\nf()\n"],
)
def test_global_reaches_the_module(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "counter", 0)
    console = Console(frames.function())
    assert console.evaluate(typed).result().error is None
    assert frames.counter == 5
    assert console.evaluate("counter").result().value == "local"


def test_module_holds_nothing_of_ours() -> None:
    frame = frames.module()
    before = set(frame.f_globals)
    console = Console(frame)
    for typed in (
        "1 + 1",
        "_ + 1",
        "for _ in 'ab': pass",
        "[i for i in 'ab']",
        "from math import pi",
    ):
        assert console.evaluate(typed).result().error is None
    assert set(frame.f_globals) - before == {"pi", "__builtins__"} - before


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("nowhere", "name 'nowhere' is not defined"),
        ("[nowhere for _ in 'a']", "name 'nowhere' is not defined"),
        ("total", "name 'total' is not defined"),
        ("x = 1; del x; x", "x"),
    ],
)
def test_unknown_name(typed: str, message: str) -> None:
    error = Console(frames.function()).evaluate(typed).result().error
    assert isinstance(error, NameError)
    assert message in str(error)


def test_name_known_nowhere_can_be_mentioned_before_it_is_a_global(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    console = Console(frames.function())
    assert isinstance(console.evaluate("(lambda: soon)()").result().error, NameError)
    monkeypatch.setattr(frames, "soon", 6, raising=False)
    assert console.evaluate("soon").result().value == 6
    assert console.evaluate("(lambda: soon)()").result().value == 6


@pytest.mark.skipif(not MODERN, reason="syntax of Python 3.12")
@pytest.mark.parametrize(
    ("typed", "shows"),
    [
        (["def first[T](of: list[T]) -> T: return of[pieces - 3]", "first('ab')"], "'a'"),
        (["class Box[T]: size = pieces", "Box[int].size, Box.__qualname__"], "(3, 'Box')"),
        (["type Pair = tuple[int, int]", "Pair.__name__"], "'Pair'"),
        (["f'{pieces!r:>{len('ab')}}'"], "' 3'"),
    ],
)
def test_names_in_modern_syntax(typed: list[str], shows: str) -> None:
    console = Console(frames.function())
    outcomes = [console.evaluate(line).result() for line in typed]
    assert [outcome.error for outcome in outcomes] == [None] * len(outcomes)
    assert repr(outcomes[-1].value) == shows


@pytest.mark.parametrize("key", ["__x", "class", "None", "no name", "", 5, None, (), "é", "ﬁ"])
def test_odd_names_break_nothing(key: object) -> None:
    names: dict[object, object] = {key: 1}
    held = list[types.FrameType]()

    class Meta(type):
        @classmethod
        def __prepare__(cls, *args: object) -> dict[object, object]:  # type: ignore[override]
            return names

        def __new__(cls, *args: object) -> object:  # type: ignore[misc]
            return None

    exec(
        "class Till(metaclass=Meta):\n    coins = 5\n    held.append(sys._getframe())\n",
        {"Meta": Meta, "held": held, "sys": sys, "__name__": "till"},
    )
    console = Console(held[0])
    assert console.evaluate("coins, [coins for _ in 'a']").result().value == (5, [5])
    assert console.evaluate("__hidden = 2; __hidden").result().value == 2


def test_many_names() -> None:
    console = Console(frames.function())
    many = "; ".join(f"n{i} = {i}" for i in range(400))
    assert console.evaluate(many).result().error is None
    assert console.evaluate("sum([n0, n255, n256, n399])").result().value == 910
