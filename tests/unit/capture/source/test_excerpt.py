"""The window, the exact range, and what is open where the window begins."""

import pytest

from debugpage.capture.source.excerpt import LONGEST_LINE, Position, position_of, span_of, window
from debugpage.report import Span


def failing_span(code: str) -> tuple[list[str], Span]:
    """Run code that fails, and return its lines and the range at which it did."""
    lines = code.split("\n")
    try:
        exec(compile(code, "<test>", "exec"), {})
    except Exception as error:
        entry = error.__traceback__
        while entry is not None and entry.tb_next is not None:
            entry = entry.tb_next
        assert entry is not None
        span = span_of(lines, position_of(entry.tb_frame.f_code, entry.tb_lasti))
        assert span is not None
        return lines, span
    raise AssertionError("it did not fail")


def cut(lines: list[str], span: Span) -> str:
    inner = lines[span.line - 1 : span.end_line]
    inner[-1] = inner[-1][: span.end_column]
    inner[0] = inner[0][span.column :]
    return "\n".join(inner)


@pytest.mark.parametrize(
    ("code", "marked"),
    [
        ("rates = {}\nx = rates['DE']['rate'] + 1", "rates['DE']"),
        ("größe = {}\nx = 'äöü€𝄞' + größe['𝄞']", "größe['𝄞']"),
        ("x = None\ny = (x +\n  1)", "x +\n  1"),
        ("def f(a):\n    return a / 0\nf(\n  1,\n)", "a / 0"),
    ],
)
def test_the_range_is_exact_in_characters(code: str, marked: str) -> None:
    assert cut(*failing_span(code)) == marked


def test_the_window_lies_around_the_line_and_keeps_to_the_file() -> None:
    lines = [f"line {number}" for number in range(1, 21)]
    middle = window(lines, 10, None, 3)
    assert middle is not None
    assert (middle.first, middle.lines) == (7, tuple(lines[6:13]))
    top = window(lines, 1, None, 3)
    assert top is not None
    assert (top.first, len(top.lines)) == (1, 4)
    assert window(lines, 21, None, 3) is None


@pytest.mark.parametrize("delimiter", ['"""', "'''"])
def test_a_string_open_at_the_top_of_the_window_is_told(delimiter: str) -> None:
    text = [f"QUERY = {delimiter}", *["select 'it''s'  # no comment"] * 20, delimiter, "x = 1 / 0"]
    found = window(text, 23, None, 5)
    assert found is not None
    assert found.inside == delimiter
    closed = window([*text, *["pass"] * 10], 33, None, 5)
    assert closed is not None
    assert closed.inside == ""


def test_quotes_within_comments_and_strings_open_nothing() -> None:
    text = ['# it\'s """ a comment', "a = \"'''\"", 'b = "\\""', *["pass"] * 10]
    found = window(text, 13, None, 5)
    assert found is not None
    assert found.inside == ""


def test_a_long_line_is_cut_around_the_range() -> None:
    line = "x" * 1_000_000 + " FAILS " + "y" * 1_000_000
    found = window([line], 1, Span(1, 1_000_001, 1, 1_000_006), 3)
    assert found is not None
    assert found.span is not None
    assert len(found.lines[0]) < LONGEST_LINE + 100
    assert found.lines[0][found.span.column : found.span.end_column] == "FAILS"
    assert "characters left out" in found.lines[0]


def test_a_range_that_ends_beyond_the_cut_ends_with_it() -> None:
    line = "f(" + "x" * 5_000 + ")"
    found = window([line], 1, Span(1, 0, 1, len(line)), 0)
    assert found is not None
    assert found.span is not None
    assert found.span.end_column <= len(found.lines[0])


def test_positions_outside_the_file_are_no_range() -> None:
    assert span_of(["one"], Position(1, 2, 0, 1)) is None
    assert span_of(["one"], None) is None


def test_without_columns_the_line_is_the_range() -> None:
    assert span_of(["    one two  "], Position(1, None, None, None)) == Span(1, 4, 1, 11)
