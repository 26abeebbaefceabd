"""The report as JSON, Markdown and text."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debugpage.render import render
from debugpage.render.json_document import plain
from debugpage.render.markdown import code, fence
from debugpage.render.negotiate import FORMS, Form
from debugpage.render.visible import visible
from tests import reports


def test_json_has_the_members_of_rfc_9457_and_the_report() -> None:
    report = reports.chained()
    document = json.loads(render(report, "json"))
    assert document["type"] == "about:blank"
    assert document["title"] == "Internal Server Error"
    assert document["status"] == 500
    assert document["detail"] == "CheckoutError: the basket of customer 4711 cannot be priced"
    assert document["instance"] == report.address
    assert document["report"] == plain(report)
    assert document["report"]["problems"][1]["frames"][9]["values"][1]["name"] == "country"


@given(st.text(st.characters(), max_size=40))
def test_json_keeps_every_text(text: str) -> None:
    report = reports.report_of(reports.problem(message=text, frames=()))
    document = json.loads(render(report, "json").encode("ascii"))
    assert document["report"]["problems"][0]["message"] == text


def test_text_is_the_traceback_with_id_and_address() -> None:
    report = reports.plain()
    text = render(report, "text")
    assert text.startswith(report.traceback)
    assert report.id in text
    assert text.rstrip().endswith(report.address)
    assert render(report._replace(address=""), "text").rstrip().endswith(report.id)


def test_markdown_has_what_an_issue_needs() -> None:
    text = render(reports.chained(), "markdown")
    for part in (
        "# `CheckoutError: the basket of customer 4711 cannot be priced`",
        "shop.errors.CheckoutError",
        "seen since the rates moved to the database",
        ">    10 |     return RATES[country]",
        "country = 'DE'",
        "POST http://127.0.0.1:5000/checkout?ref=mail",
        "CPython 3.13.0",
        "flask 3.1.0",
        reports.plain().id,
    ):
        assert part in text
    assert "Flask.wsgi_app" not in text
    assert "7 other frames" in text


def test_the_failing_range_is_underlined() -> None:
    lines = render(reports.plain(), "markdown").splitlines()
    (at,) = [n for n, line in enumerate(lines) if line.startswith(">    10")]
    start = lines[at].index("RATES[country]")
    assert lines[at + 1] == " " * start + "^" * len("RATES[country]")


def test_a_place_in_the_syntax_has_no_function() -> None:
    broken = reports.frame(1, "<syntax>")
    text = render(reports.report_of(reports.problem(frames=(broken,))), "markdown")
    assert "`shop/tax.py:10`\n" in text
    assert "<syntax>" not in text


@given(st.text(alphabet="`a \n", max_size=30))
def test_backticks_cannot_end_a_block_or_a_span(text: str) -> None:
    ticks = re.match("`+", fence(text))
    assert ticks
    assert len(ticks[0]) >= 3
    assert ticks[0] not in text
    span = code(text)
    border = re.match("`+", span.replace(" ", "x"))
    assert border
    inner = span[len(border[0]) : -len(border[0])]
    assert span.endswith(border[0])
    assert border[0] not in re.findall("`+", inner)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("evil", reports.HOSTILE_TEXTS)
def test_every_form_can_be_encoded_and_shows_what_is_hidden(form: Form, evil: str) -> None:
    text = render(reports.hostile(evil), form)
    text.encode()
    assert text == visible(text)
