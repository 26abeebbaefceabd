"""The marks by which a frame says how its traceback is to be shown."""

from typing import Any

import pytest

import debugpage
from debugpage.report import Frame
from tests.hostile import HashGoneBad, RaisingRepr, Uncomparable


def frame_with(**marks: Any) -> Frame:
    try:
        exec("1 / 0", {}, dict(marks))
    except ZeroDivisionError as error:
        return debugpage.capture(error).problems[0].frames[-1]
    raise AssertionError


@pytest.mark.parametrize("name", ["__tracebackhide__", "__traceback_hide__"])
@pytest.mark.parametrize("mark", [True, 1, "before", [], {}, Uncomparable(), HashGoneBad()])
def test_a_hidden_frame(name: str, mark: object) -> None:
    assert frame_with(**{name: mark}).hidden


@pytest.mark.parametrize("mark", [False, None])
def test_a_frame_that_is_not_hidden(mark: object) -> None:
    assert not frame_with(__tracebackhide__=mark).hidden


def test_information_of_a_frame_is_told_as_text() -> None:
    frame = frame_with(
        __traceback_info__={"row": 7}, __traceback_supplement__=(RaisingRepr, "template.pt")
    )
    assert "{'row': 7}" in frame.info
    assert "'template.pt'" in frame.info
    assert not [entry for entry in frame.locals if entry.name.startswith("__traceback")]
