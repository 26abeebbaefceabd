"""A frame of a Jinja template: its line, its variables, and nothing of the code behind it."""

from pathlib import Path

import jinja2
import pytest

from debugpage.capture import capture
from debugpage.report import Frame

TEMPLATE = """<ul>
  {% for line in cart %}
    <li>{{ line.price }} {{ currency.symbol }} for {{ customer }}</li>
  {% endfor %}
</ul>
"""


@pytest.fixture
def frame(tmp_path: Path) -> Frame:
    (tmp_path / "receipt.html").write_text(TEMPLATE)
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(tmp_path), autoescape=True)
    with pytest.raises(jinja2.UndefinedError) as caught:
        environment.get_template("receipt.html").render(cart=[{"price": 3}], customer="Ada")
    frames = capture(caught.value).problems[0].frames
    return next(frame for frame in frames if frame.file.endswith("receipt.html"))


def test_the_place_is_the_templates(frame: Frame) -> None:
    assert (frame.line, frame.function) == (3, "top-level template code")
    assert frame.source
    assert frame.source.lines[2].strip().startswith("<li>{{ line.price }}")


def test_no_columns_are_marked_for_jinja_tells_none(frame: Frame) -> None:
    assert frame.source
    assert frame.source.span is None


def test_the_variables_on_the_line_are_its_values(frame: Frame) -> None:
    assert [(entry.name, entry.value.text) for entry in frame.values] == [
        ("line", "{'price': 3}"),
        ("customer", "'Ada'"),
    ]


def test_jinjas_own_names_are_left_out_of_the_locals(frame: Frame) -> None:
    assert [entry.name for entry in frame.locals] == ["line", "customer", "cart"]
