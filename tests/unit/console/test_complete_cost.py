"""What completing costs, counted in calls: a count is the same on every machine, busy or not."""

import contextlib
import sys
import types
from collections.abc import Iterator
from typing import Any

import pandas
import pytest

from debugpage.console.completion.lexer import tokenize
from tests.unit.console.completing import completion

LOCALS: dict[str, Any] = {f"name_{number}": [number] for number in range(200)}
CALLS_IN_50_MILLISECONDS = 250_000
"""So many calls of Python or C are made in that time on a machine of 2020, when it is idle."""


class Counter:
    """Counts calls, of functions in Python and in C."""

    calls = 0

    def note(self, _frame: types.FrameType, event: str, _argument: object) -> None:
        self.calls += event in ("call", "c_call")


@contextlib.contextmanager
def counted() -> Iterator[Counter]:
    counter = Counter()
    before = sys.getprofile()
    sys.setprofile(counter.note)
    try:
        yield counter
    finally:
        sys.setprofile(before)


def calls_of(before: str, **names: Any) -> int:
    completion(before, **LOCALS, **names)  # what is done once, such as to read folders, is done
    with counted() as counter:
        completion(before, **LOCALS, **names)
    return counter.calls


@pytest.mark.parametrize(
    "before",
    ["name_", "", "name_1[0].", "pandas.", "pandas.DataFrame.", "table.", "table['", "import pan"],
)
def test_a_frame_of_200_locals_and_large_modules_are_quick(before: str) -> None:
    table = pandas.DataFrame({"first": [1]})
    assert calls_of(before, pandas=pandas, table=table) < CALLS_IN_50_MILLISECONDS / 5


def test_long_text_is_read_in_one_go() -> None:
    line = "value = function(first[0], 'text', key=f'{name}') # comment\n"
    with counted() as short:
        tokenize(line * 50)
    with counted() as long:
        tokenize(line * 500)
    assert long.calls < 11 * short.calls


def test_large_values_are_not_looked_through() -> None:
    few, many = dict.fromkeys(range(10_000)), dict.fromkeys(range(1_000_000))
    assert calls_of("many[", many=many) <= calls_of("few[", few=few) + 10
    assert calls_of("many[0].", many=many) <= calls_of("few[0].", few=few)
