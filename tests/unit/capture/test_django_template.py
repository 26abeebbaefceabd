"""An error in a Django template shows the template's own line, and the variables on it."""

from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Engine

import debugpage
from debugpage.report import Frame, Problem

SHOP = "<ul>\n{% for item in basket %}\n<li>{{ item }} costs {{ till.charge }}</li>\n{% endfor %}\n"


class Till:
    def charge(self) -> None:
        raise ZeroDivisionError("nothing in it")


def failed(folder: Path, text: str, names: dict[str, Any]) -> Problem:
    (folder / "shop.html").write_text(text)
    try:
        template = Engine(dirs=[str(folder)], debug=True).get_template("shop.html")
        template.render(Context(names))
    except Exception as error:
        return debugpage.capture(error).problems[0]
    raise AssertionError("it did not fail")


def in_template(problem: Problem) -> tuple[int, Frame]:
    (found,) = [
        (number, frame)
        for number, frame in enumerate(problem.frames)
        if frame.function == "<template>"
    ]
    return found


def test_the_line_of_the_template_stands_before_the_code_that_it_called(tmp_path: Path) -> None:
    problem = failed(tmp_path, SHOP, {"basket": ["tea"], "till": Till()})
    number, frame = in_template(problem)
    assert problem.frames[number + 1].function == "Till.charge"
    assert problem.frames[number - 1].library == "django"
    assert (frame.file, frame.line) == (str(tmp_path / "shop.html"), 3)
    assert frame.source is not None
    assert frame.source.span is not None
    line = frame.source.lines[frame.source.span.line - frame.source.first]
    assert line[frame.source.span.column : frame.source.span.end_column] == "{{ till.charge }}"
    assert [entry.name for entry in frame.values] == ["till"]  # Django has taken back `item`
    assert {entry.name: entry.value.text for entry in frame.locals}["basket"] == "['tea']"


def test_a_mistake_in_the_template_itself(tmp_path: Path) -> None:
    problem = failed(tmp_path, "<p>\n{% fro x %}\n</p>", {})
    number, frame = in_template(problem)
    assert number == len(problem.frames) - 1
    assert frame.line == 2
    assert "Invalid block tag" in problem.message


def test_its_id_is_its_own(tmp_path: Path) -> None:
    problem = failed(tmp_path, SHOP, {"basket": ["tea"], "till": Till()})
    ids = [frame.id for frame in problem.frames]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("told", [None, 5, {}, {"name": "x", "line": "1"}, {"name": 1, "line": 1}])
def test_what_only_looks_like_the_place_in_a_template(told: object) -> None:
    error = ValueError("x")
    error.template_debug = told  # type: ignore[attr-defined]  # as Django does
    assert debugpage.capture(error).problems[0].frames == ()


def test_a_template_that_is_no_file(tmp_path: Path) -> None:
    try:
        Engine(debug=True).from_string("one\n{{ till.charge }}").render(Context({"till": Till()}))
    except ZeroDivisionError as error:
        _, frame = in_template(debugpage.capture(error).problems[0])
    assert frame.source is not None
    assert "{{ till.charge }}" in frame.source.lines
