"""The answers to commands are bounded, and say what they leave out."""

import json
from typing import Any

import pytest

from debugpage.console.output import LIMIT
from debugpage.render.answer import MOST_BYTES, TEXT_LENGTH, answer_text
from debugpage.render.respond import respond_json
from debugpage.report import Entry, Environment, Frame, Problem, Report, Value

SNAKE = "\U0001f40d"
"""One character that is twelve bytes of JSON in ASCII."""


def tree(*widths: int) -> Value:
    """Return a value whose items, and theirs, are so many at each level, and one more left out."""
    if not widths:
        return Value("str", SNAKE * 400, length=400)
    item = tree(*widths[1:])
    entries = tuple(Entry(str(number), item) for number in range(widths[0]))
    return Value("dict", SNAKE * 160, "mapping", widths[0] + 1, entries, 1)


def sent(**members: Any) -> Any:
    text = answer_text(members)
    assert len(text) <= MOST_BYTES
    assert text.isascii()
    return json.loads(text)


def test_what_fits_is_sent_whole() -> None:
    value = tree(3, 2)
    answer = sent(value=value, error="a" * 500_000, omitted=0)
    assert (len(answer["error"]), answer["omitted"]) == (500_000, 0)
    assert answer["value"]["children"][2]["value"]["children"][1]["value"]["text"] == SNAKE * 400


@pytest.mark.parametrize(("widths", "depth"), [((24, 8, 4), 2), ((24, 80, 1), 1), ((300,), 0)])
def test_deep_items_go_first_and_are_counted(widths: tuple[int, ...], depth: int) -> None:
    value = sent(value=tree(*widths))["value"]
    for width in widths[:depth]:
        assert (len(value["children"]), value["omitted"]) == (width, 1)
        value = value["children"][0]["value"]
    assert (value["children"], value["omitted"]) == ([], widths[depth] + 1)


def test_a_long_text_loses_its_middle() -> None:
    answer = sent(error=f"begin {SNAKE * 100_000} end", output=[["stdout", "x" * LIMIT]])
    assert answer["error"].startswith("begin ")
    assert answer["error"].endswith(" end")
    assert f"{100_010 - TEXT_LENGTH:,} characters left out" in answer["error"]
    assert len(answer["output"][0][1]) == LIMIT


def failing(frames: int, text: str, most: int = 20) -> Report:
    value = Value("str", text, "text", len(text))
    shown = tuple(
        Frame(f"0.{number}", "a.py", "a.py", 1, "f", locals=(Entry("x", value),) * most)
        for number in range(frames)
    )
    problems = (Problem("E", "", text, frames=shown),)
    return Report("a", 0.0, problems, Environment("3", "linux"), f"begin {text} end")


def test_an_error_is_told_by_its_traceback_and_its_problems() -> None:
    report = failing(2, "short")
    error = sent(error=report)["error"]
    assert error["traceback"] == "begin short end"
    assert set(error["report"]) == {"problems", "problems_omitted"}
    (problem,) = error["report"]["problems"]
    assert [frame["id"] for frame in problem["frames"]] == ["0.0", "0.1"]
    assert problem["frames"][0]["locals"][0]["value"]["text"] == "short"


def test_an_error_is_cut_down_with_its_frames_kept() -> None:
    output = [["stdout", "x" * (LIMIT - 100)]]
    error = sent(error=failing(40, SNAKE * 300), output=output)["error"]
    (problem,) = error["report"]["problems"]
    assert len(problem["frames"]) == 40
    assert all(frame["locals_omitted"] for frame in problem["frames"][:-1])


def test_of_an_error_that_is_too_large_the_traceback_is_left() -> None:
    output = [["stdout", "x" * (LIMIT - 100)]]
    report = failing(2_000, "short", 0)._replace(traceback=f"begin {SNAKE * 100_000} end")
    error = sent(error=report, output=output)["error"]
    assert error["report"] is None
    assert error["traceback"].startswith("begin ")
    assert "characters left out" in error["traceback"]


def test_responses_are_bounded() -> None:
    response = respond_json(200, {"value": tree(24, 8, 4)})
    assert len(response.body) <= MOST_BYTES
