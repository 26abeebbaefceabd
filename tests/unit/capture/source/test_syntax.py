"""What a syntax error marks, whatever Python and whatever it counts: characters or bytes."""

import importlib
import linecache
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import debugpage
from debugpage.report import Frame

Way = Callable[[str, Path], object]


def compiled(text: str, file: Path) -> object:
    return compile(text, str(file), "exec")


def compiled_from_bytes(_text: str, file: Path) -> object:
    return compile(file.read_bytes(), str(file), "exec")


def compiled_for_linecache(text: str, _file: Path) -> object:
    """Compile as notebooks do: there is no file, but the lines are known."""
    linecache.cache["<cell 1>"] = (len(text), None, text.splitlines(keepends=True), "<cell 1>")
    return compile(text, "<cell 1>", "exec")


def imported(_text: str, file: Path) -> object:
    return importlib.import_module(file.stem)


@pytest.fixture(params=[compiled, compiled_from_bytes, compiled_for_linecache, imported])
def way(request: pytest.FixtureRequest) -> Way:
    chosen: Way = request.param
    return chosen


def place_of(text: str, way: Way, folder: Path, encoding: str = "utf-8") -> Frame:
    file = folder / "mistaken_module.py"
    file.write_text(text, encoding=encoding)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        way(text, file)
    except SyntaxError as error:
        return debugpage.capture(error).problems[0].frames[-1]
    finally:
        sys.path.remove(str(folder))
    raise AssertionError("it was right")


def marked(frame: Frame) -> str:
    assert frame.source is not None
    assert frame.source.span is not None
    span = frame.source.span
    assert span.line == span.end_line
    return frame.source.lines[span.line - frame.source.first][span.column : span.end_column]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 'äöü€𝄞' + $\n", "$"),
        ("if 'äöü€':  'äö' x\n", "x"),
        ("'ää' + größe = 5\n", "'ää' + größe"),
        ("x = 'ää' + a“b\n", "“"),
        ("x = 'äääääää' + 0777\n", "0"),
        ("x = 'äää'; return 3\n", "return 3"),
        ("'ääää'; break\n", "break"),
        ("def f(ä, b, ä): pass\n", "ä"),
        ("'ää' += 3\n", "'ää'"),
        ("x = ('ääää', (1\n", "("),
        ("x = 'äöü' + f'{größe ü}'\n", "größe ü"),
    ],
)
def test_the_range_after_what_is_no_ascii(
    text: str, expected: str, way: Way, tmp_path: Path
) -> None:
    assert marked(place_of(text, way, tmp_path)) == expected


@pytest.mark.parametrize(
    ("text", "indent"),
    [
        ("x = 1\n    y = 'ää'\n", "    "),
        ("if 1:\n        a\n    b\n", "    "),
        ("if 1:\n\tif 2:\n        x = 1\n", "        "),
        ("if 1:\n        a\n\tb\n", "\t"),
        ("class A:\n    def f():\n    x = 1\n", "    "),
    ],
)
def test_of_a_wrong_indent_the_indent_is_marked(
    text: str, indent: str, way: Way, tmp_path: Path
) -> None:
    assert marked(place_of(text, way, tmp_path)) == indent


def test_no_indent_where_one_is_needed(way: Way, tmp_path: Path) -> None:
    assert marked(place_of("def f():\nx = 1\n", way, tmp_path)) == "x"


def test_the_source_is_read_in_its_own_encoding(tmp_path: Path) -> None:
    text = "# coding: latin-1\nx = 'ääää' + $\n"
    frame = place_of(text, compiled_from_bytes, tmp_path, "latin-1")
    assert frame.source is not None
    assert frame.source.lines[1] == "x = 'ääää' + $"
    assert marked(frame) == "$"


@pytest.mark.parametrize(
    ("data", "line", "expected"),
    [
        (b"# -*- coding: nope -*-\nx = 1\n", 1, "nope"),
        (b"#!/usr/bin/python\n# coding=rot13\nx = '\xe4'\n", 2, "rot13"),
        (b"\xef\xbb\xbf# coding: latin-1\nx = 1\n", 1, "latin-1"),
        (b"# \xe4 coding: nope\nx = 1\n", 1, "nope"),
    ],
)
def test_an_encoding_that_is_none_is_marked_where_it_is_declared(
    data: bytes, line: int, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "oddly_encoded_module.py").write_bytes(data)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SyntaxError) as raised:
        importlib.import_module("oddly_encoded_module")
    frame = debugpage.capture(raised.value).problems[0].frames[-1]
    assert frame.line == line
    assert marked(frame) == expected
    assert frame.source is not None
    assert "x = " in frame.source.lines[-1]


@pytest.mark.parametrize(
    "place",
    [("f", 1, 50, "short"), ("f", 1, -3, "short"), ("f", 1, 2, "", 9, 9), ("", 0, 0, "")],
)
def test_what_a_syntax_error_made_by_hand_tells(place: Any) -> None:
    assert debugpage.capture(SyntaxError("made", place)).problems[0].frames[-1].line == place[1]


@pytest.mark.parametrize("place", [(None, 1, 1, "x"), ("f", None, None, None)])
def test_a_syntax_error_that_tells_no_place(place: Any) -> None:
    assert debugpage.capture(SyntaxError("made", place)).problems[0].frames == ()


def test_a_mistake_in_an_expression_over_several_lines(way: Way, tmp_path: Path) -> None:
    text = textwrap.dedent("""\
        x = ('ää' +
           'öö' y
         )
        """)
    span = (source := place_of(text, way, tmp_path).source) and source.span
    assert span is not None
    assert (span.line, span.column, span.end_line, span.end_column) == (1, 5, 2, 9)
