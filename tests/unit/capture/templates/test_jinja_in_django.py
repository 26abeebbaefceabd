"""An error in a Jinja template that Django renders shows the template's name, line and text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.shortcuts import render
from django.template import engines
from django.test import RequestFactory, override_settings

import debugpage
from debugpage.report import Frame, Problem
from tests.apps import django_shop

View = Callable[[Any], object]

assert django_shop  # it sets Django up


def failed(folder: Path, view: View) -> tuple[Problem, ...]:
    backend = {"BACKEND": "django.template.backends.jinja2.Jinja2", "DIRS": [folder]}
    with override_settings(TEMPLATES=[backend]):
        try:
            view(RequestFactory().get("/"))
        except Exception as error:
            return debugpage.capture(error).problems
    raise AssertionError("it did not fail")


def line_of(frame: Frame) -> str:
    assert frame.source is not None
    return frame.source.lines[frame.line - frame.source.first]


def test_a_template_that_fails_in_a_view(tmp_path: Path) -> None:
    (tmp_path / "shop.html").write_text("<ul>\n{% for n in basket %}\n{{ 1 / n }}\n{% endfor %}")
    (problem,) = failed(tmp_path, lambda request: render(request, "shop.html", {"basket": [1, 0]}))
    frame = problem.frames[-1]
    assert (frame.file, frame.line) == (str(tmp_path / "shop.html"), 3)
    assert line_of(frame) == "{{ 1 / n }}"
    assert [(entry.name, entry.value.text) for entry in frame.values] == [("n", "0")]


def test_a_mistake_in_the_template_is_told_by_djangos_error_and_by_jinjas(tmp_path: Path) -> None:
    (tmp_path / "shop.html").write_text("<ul>\n  {% fro n in basket %}\n</ul>")
    problems = failed(tmp_path, lambda request: render(request, "shop.html"))
    assert [problem.module for problem in problems] == [
        "django.template.exceptions",
        "jinja2.exceptions",
    ]
    for problem in problems:
        frame = problem.frames[-1]
        assert (frame.file, frame.line) == (str(tmp_path / "shop.html"), 2)
        assert line_of(frame) == "  {% fro n in basket %}"


def test_a_template_of_a_string(tmp_path: Path) -> None:
    def view(request: Any) -> object:
        template = engines["jinja2"].from_string("<p>\n{{ 1 / 0 }}")
        return template.render({}, request)

    (problem,) = failed(tmp_path, view)
    assert (problem.frames[-1].file, problem.frames[-1].line) == ("<template>", 2)
