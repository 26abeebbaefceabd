"""Every form stays small: below 200 kB for a recursion, below a megabyte for whatever else."""

import copy
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

import debugpage
from debugpage.render.json_reader import from_json
from debugpage.render.negotiate import FORMS
from debugpage.report import Frame, Report

RECURSIVE = "def f{0}(n):\n    a, b, c = {0}, [n] * 5, {{'k': n}}\n    return f{1}(n + 1)\n"
SNAKE = "\U0001f40d"
"""One character that is four bytes of UTF-8 and twelve of JSON in ASCII."""


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


def five_thousand_frames() -> Any:
    def down(level: int) -> float:
        names = [SNAKE * 300] * 20
        return down(level - 1) if level else len(names) / 0

    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        down(5_000)
    finally:
        sys.setrecursionlimit(usual)


def hundreds_of_large_locals() -> Any:
    lines = [f"    v{number} = ['{SNAKE}' * 1000] * 1000" for number in range(500)]
    names: dict[str, Any] = {}
    exec("\n".join(["def fails():", *lines, "    1 / 0"]), names)
    names["fails"]()


def a_chain(message: str = SNAKE * 2_000, links: int = 1_500) -> Any:
    failure: Exception | None = None
    for number in range(links):
        names = [SNAKE * 300] * 20
        try:
            raise ValueError(number, len(names), message) from failure
        except ValueError as error:
            failure = error
    assert failure
    raise failure


def a_chain_with_control_characters() -> Any:
    a_chain("\x01" * 100_000)


def a_group() -> Any:
    members = []
    for number in range(1_000):
        names = [SNAKE * 300] * 20
        try:
            raise ValueError(number, len(names))
        except ValueError as error:
            members.append(error)
    raise ExceptionGroup("many", members)


def a_message_of_50_megabytes() -> Any:
    raise ValueError("\x01" * 50_000_000)


def many_notes() -> Any:
    error = ValueError("noted")
    for number in range(1_000):
        error.add_note(f"{number} " + "\x01" * 10_000)
    raise error


RECURSIONS = (with_values, with_many_values, through_many_functions, of_a_deep_copy)
OTHERS = (
    *(five_thousand_frames, hundreds_of_large_locals, a_message_of_50_megabytes, many_notes),
    *(a_chain, a_chain_with_control_characters, a_group),
)


def captured(fails: Callable[[], Any]) -> Report:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever it is
        fails()
    return debugpage.capture(caught.value)


@pytest.mark.parametrize("fails", RECURSIONS)
def test_a_recursion(fails: Callable[[], Any]) -> None:
    report = captured(fails)
    assert report.problems[0].type == "RecursionError"
    sizes = {form: len(debugpage.render(report, form).encode()) for form in FORMS}
    assert max(sizes.values()) < 200_000, sizes


@pytest.mark.parametrize("fails", OTHERS)
def test_whatever_else(fails: Callable[[], Any]) -> None:
    report = captured(fails)
    sizes = {form: len(debugpage.render(report, form).encode()) for form in FORMS}
    assert max(sizes.values()) < 1_000_000, sizes
    assert len(debugpage.render(report, "markdown")) < 65_536


@pytest.mark.parametrize("fails", [*RECURSIONS, *OTHERS])
def test_json_that_was_cut_is_a_report_and_says_what_it_lost(fails: Callable[[], Any]) -> None:
    report = captured(fails)
    text = debugpage.render(report, "json")
    read = from_json(text)
    assert ("shortened" in json.loads(text)) == (read != report)
    assert [problem.type for problem in read.problems] == [p.type for p in report.problems]
    for whole, part in zip(frames(report), frames(read), strict=True):
        assert part.id == whole.id
        kept = {entry.name for entry in (*part.values, *part.locals)}
        lost = {entry.name for entry in (*whole.values, *whole.locals)} - kept
        assert part.locals_omitted == whole.locals_omitted + len(lost)


def frames(report: Report) -> list[Frame]:
    return [frame for problem in report.problems for frame in problem.frames]
