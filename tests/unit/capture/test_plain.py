"""The plain traceback is Python's own, for as long as all of its frames are kept."""

import traceback

import pytest

from debugpage.capture import capture
from debugpage.render.story import telling_order


def descend(steps: int) -> None:
    if steps:
        descend(steps - 1)
    raise LookupError("the bottom")


def without_marks(text: str) -> list[str]:
    """Return the lines but for those that mark a range, which differ from Python to Python."""
    return [line for line in text.splitlines() if line.strip(" ~^")]


@pytest.mark.parametrize("steps", [1, 3, 4, 30])
def test_a_recursion_is_folded_as_python_folds_it(steps: int) -> None:
    with pytest.raises(LookupError) as caught:
        descend(steps)
    expected = "".join(traceback.format_exception(caught.value))
    assert without_marks(capture(caught.value).traceback) == without_marks(expected)


def test_frames_left_out_are_counted_and_the_rest_is_folded() -> None:
    with pytest.raises(LookupError) as caught:
        descend(500)
    lines = capture(caught.value).traceback.splitlines()
    assert len(lines) < 40
    assert sum("repeated" in line for line in lines) == 2
    assert any("frames left out" in line for line in lines)


def test_a_member_of_several_groups_is_named_in_each() -> None:
    one, other = LookupError("the one"), LookupError("the other")
    inner = ExceptionGroup("inner", [one])
    report = capture(ExceptionGroup("outer", [one, one, inner, other]))
    lines = report.traceback.splitlines()
    assert lines == [
        "ExceptionGroup: outer (4 sub-exceptions)",
        "  +---------------- 1 ----------------",
        "  | LookupError: the one",
        "  +---------------- 2 ----------------",
        "  | ExceptionGroup: inner (1 sub-exception)",
        "  |   +---------------- 1 ----------------",
        "  |   | LookupError: the one (told elsewhere here)",
        "  +---------------- 3 ----------------",
        "  | LookupError: the other",
    ]
    assert len(telling_order(report)) == len(report.problems) == 4
