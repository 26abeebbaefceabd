"""What templates print is escaped and readable; parts of one's own take their places."""

from pathlib import Path

import pytest
from markupsafe import Markup

from debugpage.assets import asset_root
from debugpage.render import HtmlRenderer
from debugpage.render.environment import PageEnvironment, written
from tests import reports

PARTS = sorted(part.name for part in (asset_root("templates") / "parts").iterdir())
MACROS = {"source.html"}
"""Parts that are called and not included."""


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "html"),
    [
        ("<a href=\"x\" id='y'>&", "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;"),
        (Text("<b>\x00"), "&lt;b&gt;⟨NUL⟩"),
        (["<b>"], "[&#39;&lt;b&gt;&#39;]"),
        (Markup("<b>\n"), "<b>\n"),
        (3, "3"),
    ],
)
def test_a_value_is_printed_as_text_and_markup_as_it_is(value: object, html: str) -> None:
    assert written(value) == html
    for template in ("{{ x }}", "{% set y %}{{ x }}{% endset %}{{ y }}"):
        assert PageEnvironment(autoescape=True).from_string(template).render(x=value) == html


def test_a_template_can_do_without_escapes() -> None:
    text = "{% autoescape false %}{{ x }}{% endautoescape %}{{ x }}"
    environment = PageEnvironment(autoescape=True)
    assert environment.from_string(text).render(x="<b>") == "<b>&lt;b&gt;"


@pytest.mark.parametrize("name", sorted({*PARTS} - MACROS - {"frame.html"}))
def test_every_part_can_be_replaced(name: str, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / name).write_text("tea and cake")
    html = HtmlRenderer([tmp_path]).render(reports.chained(), locked="It is locked.")
    assert "tea and cake" in html


def test_a_part_of_ones_own_can_hold_others(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "plain.html").write_text(
        'tea {% include "debugpage/parts/plain.html" %} and {% include "parts/help.html" %} shop'
    )
    html = HtmlRenderer([tmp_path]).render(reports.plain())
    _, _, own = html.partition("tea <details")
    assert own.partition(" shop")[0].count("</dialog>") == 1
