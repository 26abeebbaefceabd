"""What templates print is escaped and readable; parts of one's own take their places."""

import json
from pathlib import Path

import pytest
from markupsafe import Markup

from debugpage.assets import asset_root
from debugpage.render import HtmlRenderer
from debugpage.render.asset import Asset, asset, in_utf8
from debugpage.render.environment import PageEnvironment, written
from debugpage.render.escape import script_data
from debugpage.render.frames import FrameWriter
from debugpage.render.timeline import Fold, Gap, Row
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


def test_a_part_that_others_hold_can_be_replaced_too(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "said.html").write_text("tea for {{ problem.type }}")
    assert "tea for CheckoutError" in HtmlRenderer([tmp_path]).render(reports.chained())


@pytest.mark.parametrize("evil", reports.HOSTILE_TEXTS)
def test_folds_and_labels_stay_text(evil: str) -> None:
    writer = FrameWriter(HtmlRenderer()._environment)
    frame = reports.frame(1, "f", line=1)
    html = writer.timeline([Fold(evil, (Row(frame),), evil), Gap(3)], {frame.id: evil}, "")
    told = written(evil)
    assert f'data-holds="{told}"' in html
    assert f'aria-label="{told}"' in html
    assert html.count("<script") == html.count("<img") == 0
    assert "3 frames left out" in html


@pytest.mark.parametrize("evil", [*reports.HOSTILE_TEXTS, "\x7f\x00'\""])
def test_data_cannot_end_its_script_and_reads_back(evil: str) -> None:
    data = script_data({"evil": evil})
    assert "<" not in data
    assert data.isascii()
    assert data.isprintable()
    assert json.loads(data) == {"evil": evil}


def test_pieces_become_bytes() -> None:
    own = asset("body { content: '…' }")
    assert isinstance(own, Asset)
    assert own is asset("body { content: '…' }")
    assert own.upper().encoded == "BODY { CONTENT: '…' }".encode()
    pieces = ["a", "b…", own, "c", "d", "\ud800"]
    assert in_utf8(pieces) == "ab…body { content: '…' }cd\\ud800".encode()
    assert in_utf8([]) == b""


def test_the_bytes_of_a_page_are_those_of_its_text() -> None:
    report = reports.hostile("é 漢字 <")
    assert HtmlRenderer().encoded(report, nonce="n").decode() == HtmlRenderer().render(
        report, nonce="n"
    )
