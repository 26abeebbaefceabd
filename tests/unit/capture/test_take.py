"""A report says what Python's own traceback says, and more."""

import traceback
from pathlib import Path
from typing import Any

import pytest

import debugpage
from debugpage.options import Options
from debugpage.report import Report, RequestInfo, root_cause


def fails(country: str) -> None:
    raise KeyError(country)


def fails_otherwise(country: str) -> None:
    try:
        fails(country)
    except KeyError as error:
        outer = ValueError("no rate")
        outer.add_note("first note")
        outer.add_note("second note")
        raise outer from error


def report_of(country: str = "DE", **options: object) -> Report:
    with pytest.raises(ValueError, match="no rate") as caught:
        fails_otherwise(country)
    return debugpage.capture(caught.value, options=Options(**options))  # type: ignore[arg-type]  # as the tests give them


def test_the_chain_with_its_notes() -> None:
    report = report_of()
    assert [problem.type for problem in report.problems] == ["ValueError", "KeyError"]
    assert report.problems[0].notes == ("first note", "second note")
    assert report.problems[0].cause == 1
    assert root_cause(report.problems) == 1
    assert report.problems[1].message == "'DE'"


def test_frames_know_whose_they_are() -> None:
    frame = report_of(project=str(Path(__file__).parent)).problems[1].frames[-1]
    assert frame.library == ""
    assert frame.path == "test_take.py"
    assert frame.function == "fails"
    assert {entry.name: entry.value.text for entry in frame.locals} == {"country": "'DE'"}


def without_marks(text: str) -> list[str]:
    """Return the lines but for those that mark a range, which differ from Python to Python."""
    return [line for line in text.splitlines() if line.strip(" ~^")]


def test_the_plain_text_is_pythons_own() -> None:
    with pytest.raises(ValueError, match="no rate") as caught:
        fails_otherwise("DE")
    report = debugpage.capture(caught.value)
    expected = "".join(traceback.format_exception(caught.value))
    assert without_marks(report.traceback) == without_marks(expected)


def test_a_secret_in_the_message_is_masked_everywhere() -> None:
    password = "".join(reversed("2retnuh"))  # the source line is shown as it is
    with pytest.raises(RuntimeError) as caught:
        raise RuntimeError(f"cannot connect to postgres://shop:{password}@db")
    report = debugpage.capture(caught.value)
    for form in ("html", "markdown", "text", "json"):
        assert password not in debugpage.render(report, form)


def test_a_syntax_error_shows_the_place_it_speaks_of(tmp_path: Path) -> None:
    file = tmp_path / "broken.py"
    file.write_text("x = 1\nif x\n    pass\n", encoding="utf-8")
    with pytest.raises(SyntaxError) as caught:
        compile(file.read_text(encoding="utf-8"), str(file), "exec")
    place = debugpage.capture(caught.value).problems[0].frames[-1]
    assert (place.file, place.line) == (str(file), 2)
    assert place.source is not None
    assert place.source.lines[1] == "if x"
    assert place.source.span is not None


def test_a_group_has_its_members() -> None:
    errors = [ValueError("one"), KeyError("two")]
    report = debugpage.capture(ExceptionGroup("both", errors))
    group = report.problems[0]
    assert [report.problems[index].type for index in group.members] == ["ValueError", "KeyError"]


def test_an_exception_that_was_never_raised_has_no_frames() -> None:
    report = debugpage.capture(ValueError("x"))
    assert report.problems[0].frames == ()
    assert report.traceback == "ValueError: x\n"


def test_the_request_can_be_an_environ_a_scope_or_an_object() -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/a", "QUERY_STRING": "token=abc&page=2"}
    scope = {"type": "http", "method": "GET", "path": "/a", "query_string": b"token=abc&page=2"}
    info = RequestInfo("GET", "http://x/a")

    class Carrier:
        def __init__(self) -> None:
            self.environ = environ

    error = ValueError("x")
    assert debugpage.capture(error, request=info).request == info
    for request in (environ, scope, Carrier()):
        told = debugpage.capture(error, request=request).request
        assert told is not None
        assert told.path == "/a"
        assert {field.name: field.masked for field in told.query} == {"token": True, "page": False}
        assert "abc" not in told.url


def test_what_is_no_exception_or_no_request_is_refused() -> None:
    with pytest.raises(TypeError, match="takes an exception; given was str"):
        debugpage.capture("error")  # type: ignore[arg-type]  # that is the point
    with pytest.raises(TypeError, match="takes a WSGI environ"):
        debugpage.capture(ValueError(), request=3)


def test_a_report_holds_nothing_of_the_application() -> None:
    report = report_of()
    types: set[type] = set()
    waiting: list[object] = [report]
    while waiting:
        one = waiting.pop()
        types.add(type(one))
        waiting.extend(one if isinstance(one, tuple) else ())
    assert all(issubclass(cls, tuple | str | int | float | bool | None.__class__) for cls in types)


def test_a_working_directory_that_was_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert report_of().problems[1].frames[-1].path == __file__


def test_locals_in_a_kind_of_dict_of_its_own_are_shown() -> None:
    class Names(dict[str, Any]):
        def items(self) -> Any:
            raise AssertionError

    with pytest.raises(ZeroDivisionError) as caught:
        exec("price = 3\n1 / 0", {}, Names())
    frame = debugpage.capture(caught.value).problems[0].frames[-1]
    assert [entry.name for entry in frame.locals] == ["price"]
