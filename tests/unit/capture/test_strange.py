"""Tracebacks, code and namespaces as no compiler makes them are captured like any other."""

from collections.abc import Callable
from types import CodeType, FunctionType, TracebackType
from typing import Any

import pytest

import debugpage
from debugpage.report import Report


def fail() -> None:
    raise ValueError("x")


def entry_of(call: Callable[[], object]) -> TracebackType:
    """Return the innermost entry of the traceback of a call that fails."""
    try:
        call()
    except Exception as error:
        entry = error.__traceback__
    assert entry is not None
    while entry.tb_next is not None:
        entry = entry.tb_next
    return entry


def assert_whole(report: Report) -> None:
    for form in ("html", "markdown", "text", "json"):
        assert debugpage.render(report, form)


def captured(entry: TracebackType | None) -> Report:
    report = debugpage.capture(ValueError("x").with_traceback(entry))
    assert_whole(report)
    return report


@pytest.mark.parametrize("line", [-1, 0, 10**9])
@pytest.mark.parametrize("instruction", [-1, 0, 1, 3, 10**6])
def test_an_entry_with_an_impossible_place(line: int, instruction: int) -> None:
    frame = entry_of(fail).tb_frame
    report = captured(TracebackType(None, frame, instruction, line))
    assert report.problems[0].frames[0].function == "fail"


@pytest.mark.parametrize(
    "changes",
    [
        {"co_linetable": b""},
        {"co_linetable": b"\xf8" * 20},
        {"co_firstlineno": 10**6},
        {"co_name": "<evil>\0\ud800", "co_qualname": "\ud800" * 5_000},
    ],
)
def test_code_that_was_changed(changes: dict[str, Any]) -> None:
    code: CodeType = fail.__code__.replace(**changes)
    captured(entry_of(FunctionType(code, globals())))


def test_a_traceback_of_100_000_entries() -> None:
    inner = entry_of(fail)
    chain = inner
    for _ in range(100_000):
        chain = TracebackType(chain, inner.tb_frame, inner.tb_lasti, inner.tb_lineno)
    assert captured(chain).problems[0].frames_omitted > 99_000
    while chain is not inner:  # or freeing it would recurse as deeply
        following, chain.tb_next = chain.tb_next, None
        assert following is not None
        chain = following


class Names(dict[str, Any]):
    """A namespace whose methods end the process."""

    def _leave(self, *_: object) -> Any:
        raise SystemExit

    get = items = keys = __contains__ = __iter__ = _leave


class Text(str):
    __slots__ = ()

    def startswith(self, *_: object) -> bool:
        raise SystemExit

    __len__ = __str__ = __format__ = startswith  # type: ignore[assignment]  # that is the point


def test_globals_of_a_kind_of_their_own() -> None:
    names = Names(__name__="strange")
    captured(entry_of(lambda: exec("def f():\n    return 1 / 0\nf()", names)))


@pytest.mark.parametrize("make", [lambda: Text("strange"), int, lambda: ValueError, list, object])
def test_modules_that_lie_about_themselves(make: Callable[[], object]) -> None:
    value = make()
    marks = ("__name__", "__file__", "__loader__", "__spec__", "__cached__", "__jinja_template__")
    captured(entry_of(lambda: exec("1 / 0", dict.fromkeys(marks, value))))
    names = {"__jinja_exception__": value, "context": value, "template": value, "source": value}
    captured(entry_of(lambda: exec("1 / 0", names)))


@pytest.mark.parametrize(
    "told",
    [
        {"filename": 3, "lineno": "a"},
        {"filename": Text("a"), "lineno": 10**30, "offset": 10**30, "text": "x"},
        {"filename": "a", "lineno": 1, "offset": 10**30, "end_lineno": 10**30, "text": "é" * 10**6},
        {"filename": "a", "lineno": 1, "offset": 1, "end_lineno": 1, "end_offset": -(10**30)},
        {"filename": "a", "lineno": 99_999, "offset": 1, "text": "\ud800é"},
        {"filename": "a", "lineno": -1, "offset": -1, "text": Text("x")},
    ],
)
def test_syntax_errors_that_tell_nonsense(told: dict[str, Any]) -> None:
    error = SyntaxError("x")
    for name, value in told.items():
        setattr(error, name, value)
    assert_whole(debugpage.capture(error))


def test_an_error_thrown_into_a_generator() -> None:
    def generator() -> Any:
        yield 1

    running = generator()
    next(running)
    report = captured(entry_of(lambda: running.throw(KeyError("thrown"))))
    assert report.problems[0].frames[0].function.endswith("generator")


class Group(ExceptionGroup[Exception]):
    def derive(self, excs: Any) -> Any:
        raise SystemExit

    split = subgroup = derive


def test_a_group_that_cannot_be_split() -> None:
    report = debugpage.capture(Group("group", [ValueError(1), KeyError(2)]))
    assert len(report.problems[0].members) == 2


class Evasive(Exception):
    """Has properties where every exception has attributes."""

    def _leave(self) -> Any:
        raise SystemExit

    __cause__ = __context__ = __traceback__ = __notes__ = args = property(_leave)
    __suppress_context__ = property(_leave)
    __class__ = property(lambda _: int)


def test_an_exception_with_properties_in_place_of_attributes() -> None:
    try:
        try:
            fail()
        finally:
            raise Evasive("told")
    except Exception as error:
        report = debugpage.capture(error)
    assert_whole(report)
    assert [problem.type for problem in report.problems] == ["Evasive", "ValueError"]


def test_10_000_notes() -> None:
    error = ValueError("x")
    for number in range(10_000):
        error.add_note(f"note {number}")
    report = debugpage.capture(error)
    assert len(report.problems[0].notes) < 100
    assert "9,950 notes left out" in report.problems[0].notes[-1]


class LeavingMeta(type):
    """Ends the process where a class is looked at."""

    def _leave(cls, *_: object) -> Any:
        raise SystemExit

    __getattribute__ = __hash__ = __eq__ = __instancecheck__ = __subclasscheck__ = _leave


def test_an_object_whose_class_cannot_be_looked_at() -> None:
    hostile = type.__call__(LeavingMeta("Leaving", (), {}))
    many = type.__call__(LeavingMeta("LeavingList", (list,), {}), [1])

    def use(first: Any, second: Any) -> None:
        fail() if first is second else print({}[repr(first.name) + second[0]])

    report = captured(entry_of(lambda: use(hostile, many)))
    assert "first" in [entry.name for entry in report.problems[0].frames[-1].locals]
    deeper = LeavingMeta("LeavingError", (Exception,), {})
    assert_whole(debugpage.capture(type.__call__(deeper, [hostile, {"key": many}])))
