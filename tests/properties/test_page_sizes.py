"""Pages stay small: below 200 kB for a recursion, below a megabyte for whatever else."""

import copy
import sys
from collections.abc import Callable
from typing import Any

import pytest

import debugpage

RECURSIVE = "def f{0}(n):\n    a, b, c = {0}, [n] * 5, {{'k': n}}\n    return f{1}(n + 1)\n"


def with_values(level: int = 0) -> Any:
    numbers, names = [1, 2, 3] * 5, {str(number): number for number in range(10)}
    return with_values(level + len(numbers) - len(names) - 4)


def with_many_values(level: int = 0) -> Any:
    a = b = c = d = e = f = g = h = {str(n): ["x" * 30] * 5 for n in range(10)}
    i = j = k = m = n = o = p = q = [a, b, c, d, e, f, g, h]
    return with_many_values(level + len([i, j, k, m, n, o, p, q]) - 7)


def through_many_functions() -> Any:
    names: dict[str, Any] = {}
    for number in range(40):
        exec(RECURSIVE.format(number, (number + 1) % 40), names)
    return names["f0"](0)


def of_a_deep_copy() -> Any:
    deep: list[Any] = []
    for _ in range(2 * sys.getrecursionlimit()):
        deep = [deep]
    return copy.deepcopy(deep)


@pytest.mark.parametrize(
    "fails", [with_values, with_many_values, through_many_functions, of_a_deep_copy]
)
def test_a_recursion(fails: Callable[[], Any]) -> None:
    with pytest.raises(RecursionError) as caught:
        fails()
    page = debugpage.render(debugpage.capture(caught.value), "html")
    assert len(page.encode()) < 200_000


def test_hundreds_of_large_locals() -> None:
    lines = [f"    v{number} = ['x' * 1000] * 1000" for number in range(500)]
    names: dict[str, Any] = {}
    exec("\n".join(["def fails():", *lines, "    1 / 0"]), names)
    with pytest.raises(ZeroDivisionError) as caught:
        names["fails"]()
    page = debugpage.render(debugpage.capture(caught.value), "html")
    assert len(page.encode()) < 1_000_000
