"""What a console offers at its cursor: names, attributes, arguments, words."""

import contextvars
import types
from functools import cached_property
from typing import Any

import pytest

from debugpage.console.complete import Visible
from debugpage.console.evaluate import Console
from tests.unit.console import frames
from tests.unit.console.completing import complete_in, completion, kinds, texts


class Order:
    """Something with attributes of every kind."""

    rate = 19
    lines: "list[Line]"

    def __init__(self) -> None:
        self.number = 7
        self._draft = True
        self.items = [Line()]
        self.by_name = {"tea": Line()}

    @property
    def total(self) -> int:
        raise AssertionError("a property was read")

    @property
    def first(self) -> "Line | None":
        raise AssertionError("a property was read")

    @cached_property
    def last(self) -> "Line":
        raise AssertionError("a property was read")

    def ship(self, where: str, *, fast: bool = False) -> "Line":
        """Send it away.

        Far away.
        """
        raise AssertionError("a method was called")

    async def fetch(self) -> "Line":
        raise AssertionError("a method was called")

    @classmethod
    def latest(cls) -> "Order":
        raise AssertionError("a method was called")

    @staticmethod
    def parse(text: str) -> "Order":
        raise AssertionError("a method was called")


class Line:
    __slots__ = ("name",)

    def __init__(self) -> None:
        self.name = "tea"


ORDER = Order()


def test_names_come_locals_first_then_the_module_then_built_in_ones_then_words() -> None:
    visible = Visible({"is_local": 1}, {"is_global": 2}, contextvars.copy_context())
    matches = complete_in(visible, "is").matches
    assert [(match.text, match.kind) for match in matches] == [
        ("is_local", "local"),
        ("is_global", "global"),
        ("isinstance", "builtin"),
        ("issubclass", "builtin"),
        ("IsADirectoryError", "builtin"),
    ]
    words = complete_in(visible, "x i").matches
    assert [(match.text, match.kind) for match in words[:1]] == [("if", "keyword")]


def test_a_console_completes_the_names_of_its_frame_and_those_typed_since() -> None:
    console = Console(frames.function())
    assert [match.text for match in console.complete("pie", "").matches] == ["pieces"]
    evaluation = console.evaluate("pieces_left = [1]")
    evaluation.wait(10)
    names = [match.text for match in console.complete("pie", "").matches]
    assert names == ["pieces", "pieces_left"]
    assert console.complete("pieces_left.app", "").matches[0].text == "append"


@pytest.mark.parametrize(
    ("before", "first"),
    [("self.__ti", "__till"), ("self.__till.bit_l", "bit_length"), ("__disc", "__discount"),
     ("__discount.bit_l", "bit_length")],
)  # fmt: skip
def test_private_names_of_the_class_of_the_frame(before: str, first: str) -> None:
    matches = Console(frames.method()).complete(before, "").matches
    assert [match.text for match in matches][:1] == [first]


@pytest.mark.parametrize(
    ("before", "first"),
    [
        ("order.num", "number"), ("order.items[0].na", "name"), ("order.items[-1].na", "name"),
        ("order.by_name['tea'].na", "name"), ("order\\\n  .num", "number"),
        ("order.by_name [ 'tea' ] . na", "name"), ("print(order.num", "number"),
        ("x = [order.num", "number"), ("lambda: order.num", "number"), ("f'{order.num", "number"),
        ("f'{order.number:>{order.num", "number"), ("'{'.upper() + order.num", "number"),
        ("if order:\n    order.num", "number"), ("f(1,\nimport os\norder.num", "number"),
        ("(order).num", "number"), ("not order.num", "number"), ("a)b order.num", "number"),
        ("order.first.na", "name"), ("order.last.na", "name"), ("order.ship('x').na", "name"),
        ("(await order.fetch()).na", "name"), ("order.latest().num", "number"),
        ("Order().num", "number"), ("Order().tot", "total"), ("order.parse('(').rat", "rate"),
        ("(order or 1).num", "number"), ("(order if x else 1).num", "number"),
        ("(y := order).num", "number"), ("[].app", "append"),
        ("{}.ke", "keys"), ("{1: 2}.ke", "keys"), ("(1, 2).cou", "count"), ("f''.isal", "isalnum"),
        ("(1 + 2.0).is_i", "is_integer"), ("1..is_i", "is_integer"), ("(1).bit_l", "bit_length"),
        ("'a' 'b'.isal", "isalnum"), ("b''.he", "hex"), ("(x < 1).bit_l", "bit_length"),
        ("'%s' % x .isal", ""), ("('%s' % order).isal", "isalnum"), ("type(order).rat", "rate"),
        ("order.__class__.rat", "rate"), ("'\\d'.isal", "isalnum"), ("1_0 .bit_l", "bit_length"),
    ],
)  # fmt: skip
def test_attributes_of_what_an_expression_gives(before: str, first: str) -> None:
    offered = texts(before, order=ORDER, Order=Order)
    assert offered[:1] == [first] * bool(first)


@pytest.mark.parametrize(
    "before",
    [
        "1.", "1.re", "0x1", "12", "# order.", "x = 1  # order.num", "'order.", "'or",
        "'''\norder.", "b'or", "rb'or", "f'or", "f'{{or", "f'{order!r", "f'{order:or", "def or",
        "class or", "import os as or", "with order as or", "def f(or", "def f(order, or",
        "def f(*or", "order or.", ".", ".or", "order].", "lambda.", "nowhere.x", "order.number.x.y",
        "order[", "order()", "order.total.real.x", "'abc'", "order.items", "order.items[0]or",
        "print('order.", "f(", "$.", "order!.", "@", "order?.",
    ],
)  # fmt: skip
def test_where_nothing_is_offered_that_begins_with_order(before: str) -> None:
    offered = texts(before, order=ORDER)
    assert "order" not in offered or before in ("f(", "@", "order[")
    if before not in ("f(", "@", "order[", "order.items"):
        assert offered == []


def test_kinds_of_attributes() -> None:
    found = kinds("order.", order=ORDER)
    assert {name: kind for name, kind in found.items() if not name.startswith("_")} == {
        "by_name": "attribute", "fetch": "method", "first": "property", "items": "attribute",
        "last": "property", "latest": "method", "lines": "attribute", "number": "attribute",
        "parse": "method", "rate": "attribute", "ship": "method", "total": "property",
    }  # fmt: skip
    assert kinds("line.na", line=Line()) == {"name": "property"}


def test_kinds_of_names() -> None:
    names: dict[str, Any] = {"n_class": Order, "n_module": types, "n_function": completion}
    assert kinds("n_", **names, n_local=1) == {
        "n_class": "class", "n_function": "function", "n_local": "local", "n_module": "module",
    }  # fmt: skip


def test_public_names_come_before_private_ones_and_special_ones_last() -> None:
    offered = texts("order.", order=ORDER)
    privacy = [(name.startswith("__"), name.startswith("_")) for name in offered]
    assert privacy == sorted(privacy)
    assert "_draft" in offered
    assert "__init__" in offered


def test_what_begins_so_comes_first_then_any_case() -> None:
    names: dict[str, Any] = {"Abacus": 1, "abbey": 2, "ABBA": 3, "cabbage": 4}
    assert texts("ab", **names)[:1] == ["abbey"]
    assert set(texts("ab", **names)) == {"abbey", "ABBA", "Abacus", "abs"}


def test_letters_in_their_order_are_found_only_where_nothing_else_is() -> None:
    assert texts("cbg", cabbage=1) == ["cabbage"]
    assert texts("cab", cabbage=1, carob_sub=2) == ["cabbage"]


def test_matches_are_bounded_and_the_others_counted() -> None:
    many: dict[str, Any] = {f"name_{number:03}": number for number in range(300)}
    found = completion("name_", **many)
    assert len(found.matches) == 200
    assert found.omitted == 100
    assert found.matches[0].text == "name_000"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("order.ship(", ["where=", "fast="]), ("order.ship(wh", ["where="]),
        ("order.ship('x', ", ["fast="]), ("order.ship(where=1, ", ["fast="]),
        ("order.ship(fast=True, ", ["where="]), ("order.ship(g(fast=1), ", ["fast="]),
        ("Order.ship(", ["self=", "where=", "fast="]), ("order.ship(where=", []),
        ("order.ship([", []), ("order.ship(x.f", []), ("g(order.ship(", ["where=", "fast="]),
    ],
)  # fmt: skip
def test_names_of_arguments(before: str, expected: list[str]) -> None:
    offered = completion(before, order=ORDER, Order=Order, g=len).matches
    assert [match.text for match in offered if match.kind == "argument"] == expected
    assert [match.kind for match in offered[: len(expected)]] == ["argument"] * len(expected)


def test_an_equals_sign_that_is_there_is_not_written_again() -> None:
    assert texts("order.ship(wh", "=1)", order=ORDER) == ["where"]


@pytest.mark.parametrize(
    ("before", "bound"),
    [
        ("zed = 1\nze", "zed"), ("zed, zoo = 1, 2\nzo", "zoo"), ("zed, zoo = 1, 2\nze", "zed"),
        ("for zed in x:\n    ze", "zed"), ("for zed, zoo in x: zo", "zoo"),
        ("[ze for zed in x if ze", "zed"),
        ("with x as zed:\n    ze", "zed"), ("import zed\nze", "zed"),
        ("import a, zed as zoo\nzo", "zoo"),
        ("from x import (a,\n  zed)\nze", "zed"), ("def zed(): pass\nze", "zed"),
        ("class Zed: pass\nZe", "Zed"), ("def f(a, *zed, zoo=1):\n    zo", "zoo"),
        ("def f(a, *zed, zoo=1):\n    ze", "zed"), ("f = lambda zed, zoo: ze", "zed"),
        ("if (zed := f(1)) and ze", "zed"), ("zed: int = 1\nze", "zed"),
        ("if x: zed = 1\nze", "zed"),
        ("zed = zoo = 1\nzo", "zoo"), ("try:\n  x\nexcept E as zed:\n  ze", "zed"),
        ("async for zed in x:\n  ze", "zed"), ("f'{[ze for zed in x if ze", "zed"),
    ],
)  # fmt: skip
def test_names_that_the_input_binds_itself(before: str, bound: str) -> None:
    assert texts(before)[:1] == [bound]
    assert kinds(before)[bound] == "local"


@pytest.mark.parametrize(
    "before",
    ["a.zed = 1\nze", "f(zed=1)\nze", "zed\nze", "zed == 1\nze", "x: zed = 1\nze",
        "import zed as a\nze",
     "d[zed] = 1\nze", "import a.zed\nze", "'zed = 1'\nze", "# zed = 1\nze"],
)  # fmt: skip
def test_names_that_it_only_mentions(before: str) -> None:
    assert "zed" not in texts(before)


def test_words_stand_where_they_can() -> None:
    assert "return" in texts("re")
    assert "return" not in texts("x = re")
    assert texts("x = lam") == ["lambda"]
    assert texts("order i", order=ORDER) == ["if", "import", "in", "is"]
    assert texts("x = 1\nwhi") == ["while"]
    assert texts("if x: retu") == ["return"]
    assert "order" in texts("match ", order=ORDER)
