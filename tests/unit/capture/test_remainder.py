"""What a report leaves out of libraries' frames, and makes when somebody asks for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debugpage.capture.redaction.mask import MASK
from debugpage.capture.take import Captured, Values, take
from debugpage.options import Options
from debugpage.report import Frame

LIBRARY = """
def outer(rows, **settings):
    count = 2
    inner(rows, count)

def told(rows):
    __traceback_info__ = "the row is 7"
    inner(rows, 1)

def inner(rows, count):
    raise ValueError(f"{len(rows)} rows by swordfish")
"""


@pytest.fixture
def library(tmp_path: Path) -> dict[str, Any]:
    """The names of a module that is a library's, for its file would be installed."""
    file = tmp_path / "site-packages" / "shelves" / "core.py"
    file.parent.mkdir(parents=True)
    file.write_text(LIBRARY, encoding="utf-8")
    names: dict[str, Any] = {"__name__": "shelves.core", "__file__": str(file)}
    exec(compile(LIBRARY, str(file), "exec"), names)
    return names


def captured(fail: Callable[..., object], values: Values, *rows: object, **more: Any) -> Captured:
    try:
        fail([*rows], **more)
    except ValueError as error:
        return take(error, Options(), values=values)
    raise AssertionError


def frame_of(found: Captured, function: str) -> Frame:
    return next(one for one in found.report.problems[0].frames if one.function == function)


def told(frame: Frame) -> dict[str, str]:
    return {name: value.text for name, value in (*frame.values, *frame.locals)}


def test_of_a_librarys_frame_the_number_of_its_locals_is_told(library: dict[str, Any]) -> None:
    found = captured(library["outer"], Values.OWN, 1)
    passed = frame_of(found, "outer")
    assert (passed.unloaded, passed.values, passed.locals) == (3, (), ())
    assert passed.source is not None
    assert passed.source.lines[2] == "    inner(rows, count)"


def test_own_frames_and_the_one_that_raised_have_their_values(library: dict[str, Any]) -> None:
    found = captured(library["outer"], Values.OWN, 1)
    raised, own = frame_of(found, "inner"), frame_of(found, "captured")
    assert (raised.unloaded, told(raised)["count"]) == (None, "2")
    assert (own.unloaded, told(own)["rows"]) == (None, "(1,)")


def test_what_a_frame_tells_its_reader_is_told(library: dict[str, Any]) -> None:
    frame = frame_of(captured(library["told"], Values.OWN, 1), "told")
    assert (frame.unloaded, frame.info) == (None, "'the row is 7'")


def test_values_are_made_as_they_are_now(library: dict[str, Any]) -> None:
    found = captured(library["outer"], Values.OWN, "Ada")
    name = frame_of(found, "outer").id
    found.frames[name].f_locals["rows"][0] = "Grace"
    frame = found.remainder.frame(name)
    assert frame.unloaded is None
    assert [entry.name for entry in frame.values] == ["rows", "count"]
    assert told(frame) == {"rows": "['Grace']", "count": "2", "settings": "{}"}


def test_a_report_is_completed_to_what_it_would_have_been(library: dict[str, Any]) -> None:
    found = captured(library["outer"], Values.OWN, 1)
    whole = found.remainder.completed(found.report)
    assert all(frame.unloaded is None for frame in whole.problems[0].frames)
    assert told(frame_of(found._replace(report=whole), "outer")) == told(
        frame_of(captured(library["outer"], Values.ALL, 1), "outer")
    )


def test_secrets_of_what_is_left_out_are_masked_everywhere(library: dict[str, Any]) -> None:
    secret = {"database": {"password": "swordfish"}}
    found = captured(library["outer"], Values.OWN, "a swordfish", **secret)
    assert "swordfish" not in str(found.report.problems[0].message)
    assert MASK in found.report.problems[0].message
    loaded = told(found.remainder.frame(frame_of(found, "outer").id))
    assert loaded["rows"] == f"['a {MASK}']"
    assert "swordfish" not in "".join(loaded.values())


def test_a_frame_that_the_report_does_not_have(library: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        captured(library["outer"], Values.OWN).remainder.frame("7.7")
