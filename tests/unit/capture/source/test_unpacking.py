"""Of what could not be unpacked, Python marks the target; its value is shown too."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import debugpage
from debugpage.report import Frame


class Box:
    size: Any = None


def nested() -> None:
    order: Any = {"lines": (1, (2, 3, 4))}
    first, (second, third) = order["lines"]
    print(first, second, third)


def flat() -> None:
    pair: Any = 5
    left, right = pair
    print(left, right)


def starred() -> None:
    pair: Any = []
    left, *right = pair
    print(left, right)


def to_attributes() -> None:
    box, pair = Box(), (1, (2, 3, 4))
    box.size, (box.size, Box.size) = pair  # type: ignore[misc]  # that is the point


def loop() -> None:
    rows: Any = [(1, 2), (3, 4, 5)]
    for left, right in rows:
        print(left, right)


def comprehension() -> None:
    rows: Any = [(1, 2, 3)]
    print([left for left, right in rows])


def twice() -> None:
    pair: Any = (1, 2, 3)
    whole = left, right = pair
    print(whole, left, right)


@contextmanager
def opened(names: Any) -> Iterator[Any]:
    yield names


def context() -> None:
    names: Any = (1, 2, 3)
    with opened(names) as (left, right):
        print(left, right)


def over_lines() -> None:
    parts: Any = {"all": (1, 2, 3)}
    (
        left,
        right,
    ) = parts["all"]
    print(left, right)


def failed(fail: Callable[[], None]) -> Frame:
    with pytest.raises((ValueError, TypeError, ZeroDivisionError)) as caught:
        fail()
    frames = debugpage.capture(caught.value).problems[0].frames
    return next(frame for frame in frames if frame.function == fail.__name__)


@pytest.mark.parametrize(
    ("fail", "name", "value"),
    [
        (nested, "order['lines']", "(1, (2, 3, 4))"),
        (flat, "pair", "5"),
        (starred, "pair", "[]"),
        (to_attributes, "pair", "(1, (2, 3, 4))"),
        (loop, "rows", "[(1, 2), (3, 4, 5)]"),
        (twice, "pair", "(1, 2, 3)"),
        (context, "names", "(1, 2, 3)"),
        (over_lines, "parts['all']", "(1, 2, 3)"),
    ],
)
def test_the_value_of_the_right_hand_side(fail: Callable[[], None], name: str, value: str) -> None:
    shown = {entry.name: entry.value.text for entry in failed(fail).values}
    assert shown.get(name) == value


def test_a_comprehension_that_is_a_function_of_its_own_shows_no_name_of_another() -> None:
    with pytest.raises(ValueError, match="unpack") as caught:
        comprehension()
    frame = debugpage.capture(caught.value).problems[0].frames[-1]
    shown = {entry.name: entry.value.text for entry in frame.values}
    assert shown.get("rows", "[(1, 2, 3)]") == "[(1, 2, 3)]"


rows = "not the ones that are gone through"
