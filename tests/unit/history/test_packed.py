"""Reports as they are stored: equal when they are read, also by another version."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debugpage.history.packed import packed, unpacked
from debugpage.render.json_document import to_json
from debugpage.render.json_reader import NoReport
from debugpage.report import Report
from tests.reports import plain as sample
from tests.strategies import reports


def changed(names: dict[str, list[str]], report: list[Any]) -> str:
    return json.dumps([names, report])


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(reports)
def test_what_was_packed_is_the_same_report(report: Report) -> None:
    assert unpacked(packed(report)) == report


def test_it_takes_less_room_than_a_document() -> None:
    assert len(packed(sample())) < 0.8 * len(to_json(sample()))


def test_fields_of_other_versions_are_passed_over_and_filled_in() -> None:
    names, report = json.loads(packed(sample()))
    at = names["Report"].index("app")
    names["Report"][at], report[at] = "invented", 1
    assert unpacked(changed(names, report)) == sample()._replace(app="")


@given(st.one_of(st.text(), st.recursive(st.none() | st.text(), st.lists).map(json.dumps)))
def test_any_other_text_is_no_report(text: str) -> None:
    with pytest.raises(NoReport):
        unpacked(text)


@pytest.mark.parametrize("wrong", [None, 1, [], [[]], {}, [{}, []], [{"Report": 1}, []]])
def test_what_does_not_name_its_fields_is_no_report(wrong: object) -> None:
    with pytest.raises(NoReport):
        unpacked(json.dumps(wrong))


def test_a_record_of_too_few_fields_is_none() -> None:
    names, report = json.loads(packed(sample()))
    with pytest.raises(NoReport, match="report has not"):
        unpacked(changed(names, report[:-1]))
