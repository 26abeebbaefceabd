"""A Jinja template that no file holds shows its name, line and text, as far as Jinja has them."""

import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask
import jinja2
import pytest

import debugpage
from debugpage.capture import capture
from debugpage.options import Options
from debugpage.report import Frame

PAGES = {
    "page.html": "<h1>\n{% include 'cart.html' %}\n",
    "cart.html": "{% import 'macros.html' as macros %}\n\n{{ macros.price(item) }}\n",
    "macros.html": "{% macro price(thing) %}\n\n\n{{ thing.cost.net }}\n{% endmacro %}\n",
    "child.html": "{% extends 'base.html' %}\n{% block body %}\n\n"
    "{{ item.cost.net }}{% endblock %}",
    "base.html": "<body>\n{% block body %}{% endblock %}\n</body>",
    "broken.html": "<p>\n{% if %}\n</p>",
    "including.html": "<p>\n\n{% include 'broken.html' %}",
}


def frames_of(fail: Callable[[], object], **options: Any) -> list[Frame]:
    """Return the frames of templates that an error is told with."""
    try:
        fail()
    except Exception as error:
        (problem,) = capture(error, options=Options(**options)).problems
        return [frame for frame in problem.frames if not frame.file.endswith(".py")]
    raise AssertionError("it did not fail")


def told(frames: list[Frame]) -> list[tuple[str, int, str]]:
    return [(frame.path, frame.line, line_of(frame)) for frame in frames]


def line_of(frame: Frame) -> str:
    if frame.source is None:
        return ""
    return frame.source.lines[frame.line - frame.source.first].strip()


def get_source(name: str) -> str | None:
    return PAGES.get(name)


@pytest.mark.parametrize("loader", [jinja2.DictLoader(PAGES), jinja2.FunctionLoader(get_source)])
def test_each_frame_is_of_its_own_template(loader: jinja2.BaseLoader) -> None:
    environment = jinja2.Environment(loader=loader)
    frames = frames_of(lambda: environment.get_template("page.html").render(item={}))
    assert told(frames) == [
        ("page.html", 2, "{% include 'cart.html' %}"),
        ("cart.html", 3, "{{ macros.price(item) }}"),
        ("macros.html", 4, "{{ thing.cost.net }}"),
    ]
    assert [entry.name for entry in frames[2].values] == ["thing"]
    assert {frame.source.language for frame in frames if frame.source} == {"html+jinja"}


def test_a_block_is_of_the_template_that_it_stands_in() -> None:
    environment = jinja2.Environment(loader=jinja2.DictLoader(PAGES))
    frames = frames_of(lambda: environment.get_template("child.html").render(item={}))
    assert told(frames)[1:] == [
        ("base.html", 2, "{% block body %}{% endblock %}"),
        ("child.html", 4, "{{ item.cost.net }}{% endblock %}"),
    ]


def test_a_template_in_a_zip_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "zipped.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("zipped_pages/__init__.py", "")
        file.writestr("zipped_pages/templates/page.html", "<p>\n{{ item.cost.net }}")
    monkeypatch.syspath_prepend(archive)
    environment = jinja2.Environment(loader=jinja2.PackageLoader("zipped_pages"))
    (frame,) = frames_of(lambda: environment.get_template("page.html").render(item={}))
    assert told([frame])[0][1:] == (2, "{{ item.cost.net }}")
    assert frame.file.endswith("page.html")


def test_a_template_that_is_no_utf8(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"<p>\xe4\n\xf6{{ item.cost.net }}")
    loader = jinja2.FileSystemLoader(tmp_path, encoding="latin-1")
    environment = jinja2.Environment(loader=loader)
    (frame,) = frames_of(lambda: environment.get_template("page.html").render(item={}))
    assert line_of(frame) == "ö{{ item.cost.net }}"


@pytest.mark.parametrize("name", ["broken.html", "including.html"])
def test_a_mistake_in_the_template_itself(name: str) -> None:
    environment = jinja2.Environment(loader=jinja2.DictLoader(PAGES))
    frames = frames_of(lambda: environment.get_template(name).render())
    assert told(frames)[-1] == ("broken.html", 2, "{% if %}")


def test_a_mistake_in_a_template_from_a_string() -> None:
    (frame,) = frames_of(lambda: jinja2.Environment().from_string("<p>\n{{ 1 + }}"))
    assert (frame.line, line_of(frame)) == (2, "{{ 1 + }}")


def test_a_template_from_a_string_is_not_kept_by_jinja() -> None:
    template = jinja2.Environment().from_string("<p>\n{{ item.cost.net }}")
    (frame,) = frames_of(lambda: template.render(item={}))
    assert (frame.file, frame.line, frame.source) == ("<template>", 2, None)
    assert [entry.name for entry in frame.locals] == ["item"]


def test_flask_still_has_the_string_that_it_renders() -> None:
    app = flask.Flask(__name__)

    def fail() -> None:
        with app.app_context():
            flask.render_template_string("<p>\n{{ item.cost.net }}", item={})

    frames = [frame for frame in frames_of(fail) if frame.file == "<template>"]
    assert [line_of(frame) for frame in frames] == ["{{ item.cost.net }}"]


def test_a_macro_called_from_python() -> None:
    environment = jinja2.Environment(loader=jinja2.DictLoader(PAGES))
    macro: Any = environment.get_template("macros.html").module
    (frame,) = frames_of(lambda: macro.price({"size": 3}))
    assert told([frame]) == [("macros.html", 4, "{{ thing.cost.net }}")]
    assert [(entry.name, entry.value.text) for entry in frame.locals] == [("thing", "{'size': 3}")]


def hang(_name: str) -> str:
    while True:
        pass


def leave(_name: str) -> str:
    raise SystemExit(3)


@pytest.mark.parametrize("loader", [hang, leave, lambda _name: 5, lambda _name: None])
def test_a_loader_that_does_not_answer_the_second_time(loader: Callable[[str], Any]) -> None:
    answers: list[Callable[[str], Any]] = [lambda name: "<p>\n{{ item.cost.net }}"]
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (answers.pop() if answers else loader)(name))
    )
    template = environment.get_template("page.html")
    started = time.monotonic()
    (frame,) = frames_of(lambda: template.render(item={}), repr_milliseconds=50)
    assert time.monotonic() - started < 5  # it would be for ever
    assert (frame.path, frame.line, frame.source) == ("page.html", 2, None)


def test_lines_are_those_that_jinja_counts() -> None:
    text = "one\x0c\u2028\x1cstill one\rtwo\r\nthree\n{{ item.cost.net }}"
    environment = jinja2.Environment(loader=jinja2.DictLoader({"page.html": text}))
    (frame,) = frames_of(lambda: environment.get_template("page.html").render(item={}))
    assert (frame.line, line_of(frame)) == (4, "{{ item.cost.net }}")


def test_every_form_tells_the_templates_name() -> None:
    environment = jinja2.Environment(loader=jinja2.DictLoader(PAGES))
    with pytest.raises(jinja2.UndefinedError) as caught:
        environment.get_template("page.html").render(item={})
    report = debugpage.capture(caught.value)
    for form in ("html", "markdown", "text", "json"):
        assert "macros.html" in debugpage.render(report, form)
