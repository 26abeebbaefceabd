"""Whatever an exception is chained to, grouped with and full of, a report of it comes back."""

import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import debugpage
from debugpage.report import Report
from tests.hostile import (
    QUICK,
    ExitingStr,
    FailingStr,
    HangingRepr,
    HangingStr,
    HostileAttributes,
    HostileTraceback,
    SleepingRepr,
)

kinds = st.sampled_from(
    [ValueError, KeyError, FailingStr, ExitingStr, RecursionError, OSError, SystemExit]
)
arguments = st.lists(
    st.one_of(st.text(max_size=200), st.integers(), st.sampled_from(QUICK)),
    max_size=3,
)
links = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans(), st.booleans()), max_size=20
)


def assert_whole(report: Report) -> None:
    """Check that every relation of a report leads somewhere, and that it renders in every form."""
    size = len(report.problems)
    for problem in report.problems:
        for index in (problem.cause, problem.context, *problem.members):
            assert index is None or 0 <= index < size
    for form in ("html", "markdown", "text", "json"):
        assert debugpage.render(report, form)


def build(plan: Any) -> Any:
    return plan() if callable(plan) else plan


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(kinds, arguments), min_size=1, max_size=10), links)
def test_any_graph_of_exceptions_is_captured(
    made: list[tuple[type[BaseException], list[Any]]],
    relations: list[tuple[int, int, bool, bool]],
) -> None:
    errors = [raised(kind(*map(build, args))) for kind, args in made]
    for start, end, is_cause, is_suppressed in relations:
        one, other = errors[start % len(errors)], errors[end % len(errors)]
        if is_cause:
            one.__cause__ = other  # cycles and self-reference included
        else:
            one.__context__ = other
        one.__suppress_context__ = is_suppressed
    assert_whole(debugpage.capture(errors[0]))


@settings(max_examples=30, deadline=None)
@given(
    st.recursive(
        kinds.map(lambda kind: kind("x")),
        lambda inner: st.lists(inner, min_size=1, max_size=5).map(
            lambda members: BaseExceptionGroup("group", members)
        ),
        max_leaves=20,
    )
)
def test_any_tree_of_groups_is_captured(error: BaseException) -> None:
    assert_whole(debugpage.capture(raised(error)))


@pytest.mark.parametrize("make", QUICK)
def test_any_object_as_local_note_and_argument(make: Callable[[], object]) -> None:
    def fail() -> None:
        local = make()
        error = ValueError(local)
        error.__notes__ = [local]  # type: ignore[list-item]  # that is the point
        raise error

    try:
        fail()
    except ValueError as error:
        assert_whole(debugpage.capture(error))


@pytest.mark.parametrize("notes", [None, "text", 5, {"a": 1}, [None, 3], object()])
def test_notes_that_are_no_list_of_texts(notes: Any) -> None:
    error = raised(ValueError("x"))
    error.__notes__ = notes
    assert_whole(debugpage.capture(error))


@pytest.mark.parametrize("hang", [HangingRepr, SleepingRepr])
def test_a_hanging_repr_costs_its_budget_and_no_more(hang: Callable[[], object]) -> None:
    def fail() -> None:
        before, hanging, after = {"answer": 42}, hang(), "still here"
        raise ValueError(before, len(str(type(hanging))), after)

    try:
        fail()
    except ValueError as error:
        started = time.perf_counter()
        report = debugpage.capture(error, options=debugpage.Options(repr_milliseconds=100))
        assert time.perf_counter() - started < 4  # it would be for ever, or 5 s
    shown = {entry.name: entry.value for entry in report.problems[0].frames[-1].locals}
    assert shown["before"].text == "{'answer': 42}"
    assert shown["after"].text == "'still here'"
    assert shown["hanging"].kind == "failed"


def test_a_hanging_str_of_the_exception() -> None:
    report = debugpage.capture(
        raised(HangingStr("told anyway")), options=debugpage.Options(repr_milliseconds=100)
    )
    assert report.problems[0].message == "told anyway"


def test_a_chain_of_1500_keeps_both_ends() -> None:
    error = raised(KeyError("root"))
    for number in range(1_500):
        outer = raised(ValueError(number))
        outer.__cause__ = error
        error = outer
    report = debugpage.capture(error)
    assert report.problems_omitted > 1_400
    assert report.problems[-1].type == "KeyError"
    assert debugpage.report.root_cause(report.problems) == len(report.problems) - 1
    assert_whole(report)


def test_a_recursion_is_capped_at_both_ends() -> None:
    def dive(level: int) -> int:
        return dive(level + 1)

    try:
        dive(0)
    except RecursionError as error:
        report = debugpage.capture(error)
    problem = report.problems[0]
    assert problem.frames_omitted > 500
    assert problem.frames[0].function.endswith("is_capped_at_both_ends")
    assert problem.frames[-1].function.endswith("dive")
    assert len(debugpage.render(report, "html")) < 200_000


def test_code_with_an_impossible_file_name() -> None:
    for name in ("\0", "/nowhere/\ud800.py", "/dev/zero", "<script>", "", "x" * 10_000):
        code = compile("1 / 0", "plain", "exec").replace(co_filename=name)
        try:
            exec(code, {})
        except ZeroDivisionError as error:
            assert_whole(debugpage.capture(error))


def test_a_frame_whose_locals_are_no_dict() -> None:
    class Names(dict[str, Any]):
        def __getitem__(self, name: str) -> Any:
            raise KeyError(name)

    try:
        exec("1 / 0", {}, Names())
    except ZeroDivisionError as error:
        assert_whole(debugpage.capture(error))


def test_a_message_of_50_megabytes() -> None:
    report = debugpage.capture(raised(ValueError("x" * 50_000_000)))
    assert len(report.problems[0].message) < 30_000
    assert "characters left out" in report.problems[0].message


def test_no_thread_is_left_spinning() -> None:
    debugpage.capture(
        raised(ValueError(HangingRepr())), options=debugpage.Options(repr_milliseconds=50)
    )
    deadline = time.monotonic() + 10
    while any(frame.f_code.co_name == "__repr__" for frame in sys._current_frames().values()):
        assert time.monotonic() < deadline, "the hanging repr still runs"
        time.sleep(0.01)


@pytest.mark.parametrize("kind", [HostileTraceback, HostileAttributes])
def test_an_exception_that_hides_its_traceback(kind: type[Exception]) -> None:
    def fail() -> None:
        raise kind("told")

    try:
        fail()
    except kind as error:
        report = debugpage.capture(error)
    assert report.problems[0].message == "told"
    assert report.problems[0].frames[-1].function.endswith("fail")
    assert_whole(report)


def test_many_long_notes_share_one_bound() -> None:
    error = ValueError("x")
    for _ in range(50):
        error.add_note("<" * 20_000)
    report = debugpage.capture(error)
    assert len(report.problems[0].notes) == 50
    assert len(debugpage.render(report, "html")) < 1_000_000
