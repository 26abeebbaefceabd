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


def names_in(frame: Frame) -> dict[str, str]:
    return {entry.name: entry.value.text for entry in frame.locals}


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
    assert [entry.name for entry in frame.values] == ["item", "till"]
    assert names_in(frame)["basket"] == "['tea']"


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


PAGES = {
    "page.html": "{% for name, size in shoes.items %}{% with half=size %}\n"
    "{% include 'line.html' with title=name %}{% endwith %}{% endfor %}",
    "line.html": "<p>\n{% for size in sizes %}{{ title }}\r\n{{ size }} & {{ half }}: "
    "{{ till.charge }}\n{% endfor %}</p>",
    "base.html": "<b>{% for size in sizes %}{% block one %}{% endblock %}{% endfor %}</b>",
    "child.html": "{% extends 'base.html' %}\n{% block one %}\n{{ size }} {{ till.charge }}"
    "{% endblock %}",
    "only.html": "{% for size in sizes %}{% include 'till.html' with paid=size only %}{% endfor %}",
    "till.html": "{{ paid.till.charge }}",
}


def failed_in_memory(name: str, names: dict[str, Any]) -> Problem:
    loaders = [("django.template.loaders.locmem.Loader", PAGES)]
    try:
        Engine(debug=True, loaders=loaders).get_template(name).render(Context(names))
    except ZeroDivisionError as error:
        return debugpage.capture(error).problems[0]
    raise AssertionError("it did not fail")


def test_the_variables_of_loops_and_tags_are_those_of_the_node_that_failed() -> None:
    names = {"shoes": {"boot": "4", "clog": "5"}, "sizes": ["3", "4"], "till": Till()}
    _, frame = in_template(failed_in_memory("page.html", names))
    assert [(entry.name, entry.value.text) for entry in frame.values][:2] == [
        ("size", "'3'"),
        ("half", "'4'"),
    ]
    told = names_in(frame)
    assert (told["title"], told["name"]) == ("'boot'", "'boot'")
    assert (told["size"], told["half"]) == ("'3'", "'4'")
    (forloop,) = [entry.value for entry in frame.locals if entry.name == "forloop"]
    assert ("'counter'", "1") in [(item.name, item.value.text) for item in forloop.children]


def test_a_template_of_a_loader_that_has_no_files() -> None:
    names = {"shoes": {"boot": "4"}, "sizes": ["3"], "till": Till()}
    _, frame = in_template(failed_in_memory("page.html", names))
    assert (frame.file, frame.line) == ("line.html", 3)
    assert frame.source is not None
    assert frame.source.span is not None
    line = frame.source.lines[2]
    assert line == "{{ size }} & {{ half }}: {{ till.charge }}"
    assert line[frame.source.span.column : frame.source.span.end_column] == "{{ till.charge }}"


def test_a_block_sees_the_variables_around_it_in_the_template_it_extends() -> None:
    _, frame = in_template(failed_in_memory("child.html", {"sizes": ["8"], "till": Till()}))
    assert (frame.file, frame.line) == ("child.html", 3)
    assert names_in(frame)["size"] == "'8'"


def test_an_include_that_sees_only_what_it_is_given() -> None:
    names = {"sizes": [{"till": Till()}], "till": "none of its business"}
    _, frame = in_template(failed_in_memory("only.html", names))
    assert frame.file == "till.html"
    assert [*names_in(frame)] == ["paid"]
