"""Whatever a report holds, its forms tell exactly that: HTML parses back, JSON reads back."""

import json
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debugpage.render import render
from debugpage.render.json_document import to_json
from debugpage.render.json_reader import NoReport, from_json
from debugpage.render.visible import visible
from debugpage.report import Entry, Frame, Report
from tests.reports import plain as sample
from tests.strategies import reports


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(reports)
def test_json_reads_back_to_the_same_report(report: Report) -> None:
    assert from_json(to_json(report)) == report


@given(st.one_of(st.text(), st.binary()))
def test_any_other_text_is_no_report(text: str | bytes) -> None:
    with pytest.raises(NoReport):
        from_json(text)


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=5), st.data())
def test_a_report_with_a_wrong_member_is_none(wrong: object, data: st.DataObject) -> None:
    document = json.loads(to_json(sample()))
    name = data.draw(st.sampled_from(["problems", "environment", "time"]))
    document["report"][name] = [wrong]
    with pytest.raises(NoReport):
        from_json(json.dumps(document))


def test_members_of_other_versions_are_passed_over_and_filled_in() -> None:
    document = json.loads(to_json(sample()))
    document["report"]["invented"] = 1
    del document["report"]["app"]
    assert from_json(json.dumps(document)) == sample()._replace(app="")


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(reports)
def test_html_parses_back_to_the_texts_that_went_in(report: Report) -> None:
    page = html5lib.parse(render(report, "html"), namespaceHTMLElements=False)
    problem = report.problems[0]
    (message,) = [raw(one) for one in classed(page, "message")] or [""]
    assert message == visible(problem.message)
    assert [raw(note) for note in classed(page, "note")] == shown(problem.notes)
    for frame in problem.frames:
        (region,) = [one for one in page.iter() if one.get("id") == f"frame-{frame.id}"]
        assert_told(region, frame)


def assert_told(region: Element, frame: Frame) -> None:
    label = visible(f"{frame.function}, {frame.path or frame.file}:{frame.line}")
    assert (region.get("aria-label") or "").startswith(label)
    assert [raw(one) for one in classed(region, "info")] == shown(
        [frame.info] if frame.info else []
    )
    names = {entry.name for entry in frame.values}
    entries = [*frame.values, *(entry for entry in frame.locals if entry.name not in names)]
    texts = [raw(one) for table in region.iter("table") for one in table.iter("code")]
    told = entries if frame.unloaded is None else []
    assert texts == shown(text for entry in told for text in texts_of(entry))
    if frame.source:
        lines = [raw(one).removesuffix("\n") for one in region.iter() if one.get("data-n")]
        assert lines == shown(frame.source.lines)


def texts_of(entry: Entry) -> list[str]:
    return [
        entry.value.text,
        *(text for child in entry.value.children for text in texts_of(child)),
    ]


def shown(texts: "object") -> list[str]:
    return [visible(text) for text in texts]  # type: ignore[attr-defined]  # any iterable of texts


def raw(element: Element) -> str:
    return "".join(element.itertext())


def classed(element: Element, name: str) -> list[Element]:
    return [one for one in element.iter() if name in (one.get("class") or "").split()]
