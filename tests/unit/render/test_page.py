"""The page as elements: what it holds, that hostile texts stay text, that it can be changed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debugpage.options import Options
from debugpage.render import HtmlRenderer, render
from debugpage.render.bundle import scripts, styles
from debugpage.render.listing import grouped, line_of, row
from debugpage.render.visible import visible
from debugpage.report import ConsoleAccess, Entry, Problem, Report, Value
from tests import reports

RENDERER = HtmlRenderer()
ACCESS = ConsoleAccess("/__debugpage__/boot/", {"f9": "token-of-f9", "f8": "token-of-f8"})
RATE_FOR = "rate_for, shop/tax.py:10"
HANDLERS = ("onload", "onerror", "onclick", "onfocus", "autofocus", "style")


def parse(html: str) -> Element:
    document: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return document


def page(report: Report, *arguments: Any, **options: Any) -> Element:
    return parse(RENDERER.render(report, *arguments, **options))


def text_of(element: Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def by_label(document: Element, label: str) -> list[Element]:
    return [element for element in document.iter() if element.get("aria-label") == label]


def with_class(element: Element, name: str) -> list[Element]:
    return [e for e in element.iter() if name in e.get("class", "").split()]


def facts(document: Element) -> dict[str, Any]:
    block = document.find(".//script[@id='facts']")
    assert block is not None
    found: dict[str, Any] = json.loads(block.text or "")
    return found


def test_heading_and_title() -> None:
    document = page(reports.plain())
    assert text_of(document.find(".//h1")) == "KeyError: 'DE'"
    assert text_of(document.find(".//title")) == "KeyError: 'DE'"
    assert document.get("lang") == "en"


def test_a_title_is_one_short_line() -> None:
    report = reports.report_of(reports.problem(message="a\n" * 10_000))
    document = page(report)
    title = document.find(".//title")
    assert title is not None
    assert len(title.text or "") < 200
    assert text_of(document.find(".//h1")).count("a") >= 10_000


def test_only_the_failing_frame_is_open() -> None:
    document = page(reports.chained())
    opened = [
        section.get("aria-label")
        for section in with_class(document, "frame")
        if "open" in section.findall("details")[0].attrib
    ]
    assert opened == [RATE_FOR]


def test_the_failing_range_is_marked_and_its_values_come_first() -> None:
    (frame,) = by_label(page(reports.plain()), RATE_FOR)
    (mark,) = frame.iter("mark")
    assert text_of(mark) == "RATES[country]"
    (table,) = by_label(frame, "Values")
    names = [
        text_of(row.find("th[@scope='row']"))
        for row in table.iter("tr")
        if row.find("td") is not None
    ]
    assert names == ["RATES", "country"]
    assert "'GB'" in text_of(table)


def test_locals_shown_at_the_line_are_not_shown_twice() -> None:
    (frame,) = by_label(page(reports.plain()), "charge, shop/tax.py:4")
    (table,) = by_label(frame, "Values")
    names = [text_of(th) for th in table.iter("th") if th.get("scope") == "row"]
    assert names == ["country", "basket", "total", "api_key", "user"]
    assert text_of(with_class(table, "masked")[0]) == "••••••"
    assert "ValueError" in text_of(with_class(table, "failed")[0])


def test_every_frame_of_every_exception_is_a_region() -> None:
    for report in (reports.chained(), reports.grouped(), reports.recursive(), reports.plain()):
        shown = [frame.get("id") for frame in with_class(page(report), "frame")]
        expected = [f"frame-{frame.id}" for p in report.problems for frame in p.frames]
        assert sorted(filter(None, shown)) == sorted(expected)


def test_chain_and_group_are_shown() -> None:
    (crumbs,) = by_label(page(reports.chained()), "Exceptions")
    links = [text_of(link) for link in crumbs.iter("a")]
    assert links[0] == "KeyError: 'DE'"
    assert links[1].startswith("CheckoutError")
    (tree,) = by_label(page(reports.grouped()), "Exceptions")
    assert len(list(tree.iter("a"))) == 4


def test_links_inside_the_page_lead_somewhere() -> None:
    for report in (reports.chained(), reports.grouped()):
        document = page(report)
        ids = {element.get("id") for element in document.iter()}
        targets = {a.get("href", "")[1:] for a in document.iter("a") if a.get("href", "")[0] == "#"}
        assert targets
        assert targets <= ids


def test_ids_are_unique() -> None:
    for report in (reports.chained(), reports.grouped(), reports.recursive()):
        ids = [e.get("id") for e in page(report).iter() if e.get("id")]
        assert len(ids) == len(set(ids))


def test_the_request_is_a_region() -> None:
    (request,) = by_label(page(reports.plain()), "Request")
    for part in ("POST", "/checkout?ref=mail", "country", "DE", "Authorization", "••••••"):
        assert part in text_of(request)
    assert by_label(page(reports.plain()._replace(request=None)), "Request") == []


def test_versions_are_shown_and_variables_by_name() -> None:
    (environment,) = by_label(page(reports.plain()), "Environment")
    for part in ("3.13.0", "flask", "3.1.0", "SHOP_DATABASE_URL"):
        assert part in text_of(environment)


def test_the_traceback_is_in_a_comment_at_the_top() -> None:
    html = RENDERER.render(reports.plain())
    assert html.index("KeyError: 'DE'") < html.index("<html")
    assert html.startswith("<!doctype html>")


@pytest.mark.parametrize("end", ["-->", "--!>", "<!--", "-", "--", "->", ">", "\n--\n>"])
def test_a_traceback_cannot_leave_its_comment(end: str) -> None:
    report = reports.plain()._replace(traceback=f"{end}<b id='out'>{end}")
    document = page(report)
    assert document.find(".//b[@id='out']") is None


def scripts_and_styles(document: Element) -> Iterator[Element]:
    yield from document.iter("script")
    yield from document.iter("style")


def test_every_script_and_style_carries_the_nonce() -> None:
    for document in (
        page(reports.chained(), ACCESS, nonce="the-nonce"),
        parse(RENDERER.render_list(rows(reports.plain()), base="/x/", nonce="the-nonce")),
        parse(RENDERER.render_notice("t", "x", nonce="the-nonce")),
    ):
        assert {e.get("nonce") for e in scripts_and_styles(document)} == {"the-nonce"}
        assert [e for e in document.iter() if set(e.attrib) & set(HANDLERS)] == []
        policies = [m.get("content", "") for m in document.iter("meta") if m.get("http-equiv")]
        assert len(policies) == 1
        assert "script-src 'nonce-the-nonce'" in policies[0]
        assert "frame-ancestors" not in policies[0]


def test_nonces_are_fresh() -> None:
    nonces = {
        element.get("nonce")
        for document in (page(reports.plain()), page(reports.plain()))
        for element in scripts_and_styles(document)
    }
    assert len(nonces) == 2


def test_nothing_is_requested() -> None:
    document = page(reports.chained())
    assert [e for e in document.iter() if e.get("src")] == []
    assert [link.get("href") for link in document.iter("link")] == ["data:,"]


def test_facts_hold_the_tokens_only_with_access() -> None:
    assert facts(page(reports.plain()))["tokens"] == {}
    given = facts(page(reports.plain(), ACCESS))
    assert given["tokens"] == ACCESS.tokens
    assert given["endpoint"] == "/__debugpage__/boot/"
    assert "token-of" not in RENDERER.render(reports.plain())


def test_the_reason_why_there_is_no_console() -> None:
    (frame,) = by_label(page(reports.plain(), locked="Open it as a document."), RATE_FOR)
    assert text_of(with_class(frame, "locked")[0]) == "Open it as a document."


def test_editor_links_follow_the_option() -> None:
    zed = HtmlRenderer(options=Options(editor="zed")).render(reports.plain())
    (frame,) = by_label(parse(zed), RATE_FOR)
    assert [a.get("href") for a in frame.iter("a")] == ["zed://file/srv/shop/shop/tax.py:10"]


@pytest.mark.parametrize("evil", reports.HOSTILE_TEXTS)
def test_hostile_texts_stay_text(evil: str) -> None:
    tame = page(reports.hostile("tame"), ACCESS, nonce="n")
    document = page(reports.hostile(evil), ACCESS, nonce="n")
    tags = [element.tag for element in document.iter()]
    assert tags.count("script") == [element.tag for element in tame.iter()].count("script")
    assert {"img", "form", "iframe"} & set(map(str, tags)) == set()
    assert [e for e in document.iter() if set(e.attrib) & set(HANDLERS)] == []
    shown = " ".join(visible(evil).split())
    assert text_of(document.find(".//h1")) == f"{shown}.{shown}: {shown}"
    assert shown in text_of(document.find(".//*[@id='traceback']"))
    for label in ("Request", "Environment"):
        assert shown in text_of(by_label(document, label)[0])


@settings(max_examples=30)
@given(st.text(st.characters(), max_size=50))
def test_the_facts_parse_back_whatever_they_hold(text: str) -> None:
    access = ConsoleAccess(text, {text: text}, text)
    report = reports.report_of(Problem("E", "", ""), id=text)
    found = facts(page(report, access))
    assert (found["id"], found["project"], found["endpoint"]) == (text, text, text)
    assert found["tokens"] == {text: text}


def test_deep_values_do_not_recur_for_ever() -> None:
    value = Value("list", "[…]", "sequence", 1)
    for _ in range(500):
        value = Value("list", "[…]", "sequence", 1, (Entry("0", value),))
    frame = reports.failing_frame()._replace(values=(Entry("deep", value),))
    html = RENDERER.render(reports.report_of(reports.problem(frames=(frame,))))
    assert len(html) < 150_000


def test_a_page_of_twenty_frames_is_small() -> None:
    frames = tuple(f._replace(id=f"{f.id}-{n}") for n in range(2) for f in reports.frames())
    html = RENDERER.render(reports.report_of(reports.problem(frames=frames)), ACCESS)
    assert len(html.encode()) <= 150_000


def test_a_recursion_error_is_small() -> None:
    carried = len(styles()) + len(scripts())
    assert len(RENDERER.render(reports.recursive(20)).encode()) - carried <= 35_000


def test_a_minified_file_is_cut_with_a_word_about_it() -> None:
    html, carried = RENDERER.render(reports.minified()), len(styles()) + len(scripts())
    assert len(html) - carried < 30_000
    cuts = [text_of(cut) for cut in with_class(parse(html), "cut")]
    assert cuts == ["… 999,920 characters left out …", "… 999,680 characters left out …"]


def test_a_stale_file_is_told() -> None:
    frame = reports.failing_frame()
    assert frame.source
    stale = frame._replace(source=frame.source._replace(stale=True))
    document = page(reports.report_of(reports.problem(frames=(stale,))))
    assert "changed after" in text_of(with_class(document, "stale")[0])


def test_a_frame_without_source_is_told() -> None:
    frame = reports.failing_frame()._replace(source=None, file="<string>", path="")
    document = page(reports.report_of(reports.problem(frames=(frame,))))
    (region,) = by_label(document, "rate_for, <string>:10")
    assert "No source" in text_of(region)


def rows(*errors: Report) -> list[dict[str, Any]]:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return [row(group, now) for group in grouped(map(line_of, errors))]


def test_recent_errors_newest_first() -> None:
    old = reports.plain()._replace(id="old", time=1.0)
    new = reports.chained()._replace(id="new", time=2.0)
    document = parse(RENDERER.render_list(rows(old, new), base="/__debugpage__/"))
    recent = document.find(".//ol[@data-errors]")
    assert recent is not None
    links = [a.get("href") for a in recent.iter("a")]
    assert links == ["/__debugpage__/new", "/__debugpage__/old"]
    assert [text_of(one) for one in with_class(recent, "at")] == ["shop/tax.py:10 rate_for"] * 2


def test_a_list_without_errors_says_so() -> None:
    for errors, hidden in (((), None), ((reports.plain(),), "")):
        document = parse(RENDERER.render_list(rows(*errors), base="/x/"))
        nothing = document.find(".//p[@data-nothing]")
        assert nothing is not None
        assert "Nothing has failed" in text_of(nothing)
        assert nothing.get("hidden") == hidden


def test_a_notice_says_one_thing() -> None:
    document = parse(RENDERER.render_notice("Gone <b>", "It has expired."))
    assert text_of(document.find(".//h1")) == "Gone <b>"
    assert "It has expired." in text_of(document.find(".//main"))
    assert [a.get("href") for a in document.iter("a")] == ["./"]  # the list


def test_the_page_leads_to_the_list_where_a_server_keeps_it() -> None:
    (footer,) = page(reports.plain()).iter("footer")
    assert [a.get("href") for a in footer.iter("a")] == [
        reports.plain().address,
        "http://127.0.0.1:5000/__debugpage__/",
    ]
    (footer,) = page(reports.plain()._replace(address="")).iter("footer")
    assert [*footer.iter("a")] == []


def test_a_place_in_the_syntax_has_neither_function_nor_console() -> None:
    broken = reports.frame(1, "<syntax>", line=1)
    document = page(reports.report_of(reports.problem(frames=(broken,))), ACCESS)
    assert text_of(with_class(document, "function")[0]) == ""
    assert [e for e in document.iter() if e.get("data-console")] == []


def test_own_templates_replace_blocks_and_parts(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        '{% extends "debugpage/page.html" %}'
        "{% block headline %}<h1>Oh no: {{ problem.message }}</h1>{% endblock %}"
    )
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "footer.html").write_text("<footer>Call 4711</footer>")
    document = parse(HtmlRenderer([tmp_path]).render(reports.hostile("<script>")))
    assert text_of(document.find(".//h1")) == "Oh no: <script>"
    assert text_of(document.find(".//footer")) == "Call 4711"
    assert by_label(document, "Request")


def test_a_name_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ no_such_name }}")
    with pytest.raises(Exception, match="no_such_name"):
        HtmlRenderer([tmp_path]).render(reports.plain())


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="html, markdown, text, json"):
        render(reports.plain(), "pdf")  # type: ignore[arg-type]


def test_render_makes_the_same_page() -> None:
    assert text_of(parse(render(reports.plain())).find(".//h1")) == "KeyError: 'DE'"


def test_importing_is_light() -> None:
    code = (
        "import sys\nfrom debugpage.render import render\n"
        "from tests import reports\n"
        "for form in ('json', 'text'): render(reports.plain(), form)\n"
        "print(sorted({'jinja2', 'pygments', 'markupsafe'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.strip() in ("[]", "['markupsafe']")  # Werkzeug itself needs markupsafe


def test_editor_links_lead_where_the_editor_finds_the_file() -> None:
    renderer = HtmlRenderer(options=Options(path_map=("/srv/shop=/home/me/shop",)))
    text = renderer.render(reports.plain())
    assert "vscode://file/home/me/shop/shop/tax.py:10" in text
    assert ">/srv/shop/shop/tax.py:10</span>" in text  # which the button beside it copies
