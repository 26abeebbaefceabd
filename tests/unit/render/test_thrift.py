"""However large a report is, its pages stay below a megabyte, and what matters stays whole."""

import json

from debugpage.render import render
from debugpage.render.story import telling_order
from debugpage.render.thrift import (
    CHARACTERS,
    FRAMES_IN_FULL,
    FRAMES_OF_RECURSION_IN_FULL,
    MARKUP,
    thrifty,
)
from debugpage.report import Entry, Frame, Problem, Report
from tests import reports

NUMBERS = reports.sequence([reports.number(n) for n in range(20)])
LOCALS = tuple(Entry(f"name_{n}", NUMBERS) for n in range(15))


def frame(number: int) -> Frame:
    return reports.failing_frame(number)._replace(locals=LOCALS)


def huge(problems: int = 20, frames: int = 20) -> Report:
    return reports.report_of(
        *(
            Problem(
                "Odd",
                "shop",
                "x" * 2_000,
                frames=tuple(frame(number * 1_000 + n) for n in range(frames)),
                cause=number + 1 if number + 1 < problems else None,
            )
            for number in range(problems)
        )
    )


def cut(report: Report) -> Report:
    return thrifty(report, [number for number, _ in telling_order(report)])


def test_usual_reports_are_left_as_they_are() -> None:
    for report in (reports.plain(), reports.chained(), reports.grouped()):
        assert cut(report) == report


def test_of_a_recursion_the_innermost_frames_show_the_most() -> None:
    report = reports.recursive(20)
    before, after = report.problems[0].frames, cut(report).problems[0].frames
    assert [f.id for f in before] == [f.id for f in after]
    assert after[-FRAMES_OF_RECURSION_IN_FULL:] == before[-FRAMES_OF_RECURSION_IN_FULL:]
    assert all(len(f.source.lines) <= 3 for f in after[:-FRAMES_OF_RECURSION_IN_FULL] if f.source)


def test_one_frame_with_many_large_values_is_bounded_too() -> None:
    crowded = frame(1)._replace(
        locals=tuple(Entry(f"name_{n}", reports.text("x" * 300)) for n in range(2_000))
    )
    report = reports.report_of(Problem("Odd", "shop", "x", frames=(crowded,)))
    thin = cut(report).problems[0].frames[0]
    assert thin.locals_omitted + len(thin.locals) == 2_000
    assert 0 < len(thin.locals) * (300 + MARKUP) < CHARACTERS * 1.1
    assert len(render(report, "html").encode()) < 1_000_000


def test_huge_ones_keep_every_frame_and_what_is_told_first() -> None:
    report = huge()
    thin = cut(report)
    assert thin.problems[-1].frames[-1] == report.problems[-1].frames[-1]
    for before, after in zip(report.problems, thin.problems, strict=True):
        assert [f.id for f in before.frames] == [f.id for f in after.frames]
    last = thin.problems[0].frames[0]
    assert last.source is not None
    assert last.source.first == 9
    assert len(last.source.lines) == 3
    assert [entry.name for entry in last.values] == ["RATES", "country"]
    assert last.locals == ()
    assert last.locals_omitted == len(LOCALS)


def test_the_bounds_hold() -> None:
    thin = cut(huge(problems=30))
    frames = [f for problem in thin.problems for f in problem.frames]
    assert sum(len(f.source.lines) > 3 for f in frames if f.source) == FRAMES_IN_FULL
    assert sum(len(f.locals) * MARKUP for f in frames) < CHARACTERS


def test_pages_stay_below_a_megabyte_and_issues_below_githubs_limit() -> None:
    report = huge()
    assert len(render(report, "html").encode()) < 1_000_000
    text = render(report, "markdown")
    assert len(text) < 65_536
    assert "The rest is left out" in text
    assert report.id in text


def test_a_value_that_is_printed_without_what_it_holds_says_how_much_that_is() -> None:
    thin = cut(huge(problems=30))
    whole = {entry.name: entry.value for entry in (*reports.failing_frame().values, *LOCALS)}
    bare = [
        entry
        for problem in thin.problems
        for frame in problem.frames
        for entry in (*frame.values, *frame.locals)
        if not entry.value.children and whole[entry.name].children
    ]
    assert bare
    for name, value in bare:
        assert value.omitted == len(whole[name].children)


def test_a_page_that_grows_by_marks_is_cut_until_it_fits() -> None:
    hidden = "\x01" * 400
    notes = tuple(f"{number} {hidden}" for number in range(50))
    report = reports.report_of(
        *(
            Problem(
                "Odd", "shop", hidden, notes, frames=(frame(n),), cause=n + 1 if n < 59 else None
            )
            for n in range(60)
        )
    )
    assert len(render(report, "html").encode()) < 1_000_000
    document = json.loads(render(report, "json"))
    assert "left out" in document["shortened"]
    told = document["report"]["problems"][59]["notes"]
    assert told[0].startswith("0 ")
    assert told[-1] == f"… {50 - len(told) + 1} notes left out …"
