"""Colours of source lines: no character is lost, and the failing range is marked exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debugpage.render.highlight import Token, colour
from debugpage.render.window import LONGEST_LINE, Line, split, window
from debugpage.report import Frame, Source, Span

LINES = st.lists(st.text(st.characters(), max_size=40), max_size=8).map(tuple)
CODE = st.lists(
    st.sampled_from(
        [
            *("def f(x):", '    """doc', "'''", 'f"{x!r:>{w}}"', "return 1 # é", "\tx = 'a", "\\"),
            *("class A: ...", "@property", "x\r", "\x0c", "async with y as z:", "0x_ff + 1e5j", ""),
        ]
    ),
    max_size=8,
).map(tuple)
LANGUAGES = st.sampled_from(["python", "html+jinja", "sql", "json", "pycon", "no such", ""])
INSIDE = st.sampled_from(["", '"""', "'''"])


def texts(lines: tuple[tuple[Token, ...], ...]) -> tuple[str, ...]:
    return tuple("".join(token.text for token in line) for line in lines)


@given(LINES | CODE, LANGUAGES, INSIDE)
def test_no_character_is_lost(lines: tuple[str, ...], language: str, inside: str) -> None:
    assert texts(colour(lines, language, inside)) == lines


def test_python_has_colours() -> None:
    (line,) = colour(("return RATES['x'] + 1  # why",), "python")
    assert Token("k", "return") in line
    assert Token("s", "'x'") in line
    assert Token("n", "1") in line
    assert line[-1] == Token("c", "# why")


PYTHON = {
    "def charge(self, f=None):": "k:def d:charge b:self k:None",
    "class Tax(ValueError): pass": "k:class d:Tax b:ValueError k:pass",
    "    @cached.once(3)": "a:@cached.once n:3",
    'f"{rates["DE"]!r:>{width}} {{no}}" + rb"x" + 0x_ff + .5e-3j': (
        's:f" i:{ s:"DE" i:} s: {{no}}" s:rb"x" n:0x_ff n:.5e-3j'
    ),
    "match point:": "k:match",
    "match = re.match(type, 1)": "b:type n:1",
    "order.print(print)": "b:print",
    "x = y.__len__() if not __name__ else __import__(z)": "k:if k:not k:else d:__import__",
    "async with a as b: await c": "k:async k:with k:as k:await",
    "'it\\'s' # 'why'": "s:'it\\'s' c:# 'why'",
    "'never closed": "s:'never closed",
}


@pytest.mark.parametrize("text", PYTHON)
def test_what_python_is_made_of(text: str) -> None:
    (line,) = colour((text,), "python")
    assert " ".join(f"{css}:{part.strip(' ')}" for css, part in line if css) == (
        PYTHON[text].replace("s: {{no}}", "s:{{no}}")
    )


@pytest.mark.parametrize("text", ['f"' + "{a}" * 5_000 + "\\", "'" + "\\" * 5_001, "{" * 5_000])
def test_colouring_takes_time_in_proportion_to_the_text(text: str) -> None:
    assert texts(colour((text,), "python")) == (text,)


def test_an_unknown_language_has_none() -> None:
    assert colour(("return 1",), "klingon") == ((Token("", "return 1"),),)


@pytest.mark.parametrize("delimiter", ['"""', "'''"])
def test_a_window_that_begins_inside_a_string_is_lexed_as_such(delimiter: str) -> None:
    first, second, third = colour(
        ("return is a word here", f"the end{delimiter}", "return 1"), "python", delimiter
    )
    assert first == (Token("s", "return is a word here"),)
    assert second == (Token("s", f"the end{delimiter}"),)
    assert third[0] == Token("k", "return")


def test_a_lexer_that_fails_leaves_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: object, text: str) -> object:
        raise RuntimeError(text)

    monkeypatch.setattr("pygments.lexer.RegexLexer.get_tokens_unprocessed", broken)
    assert colour(("never seen before 1",), "sql") == ((Token("", "never seen before 1"),),)


def frame_of(lines: tuple[str, ...], span: Span | None, first: int = 1, line: int = 1) -> Frame:
    return Frame("f", "x.py", "x.py", line, "f", source=Source(first, lines, span))


def marked(lines: tuple[Line, ...]) -> list[str]:
    return [
        "".join(token.text for piece in line.pieces if piece.marked for token in piece.tokens)
        for line in lines
    ]


@given(CODE, st.data())
def test_the_span_is_marked_exactly(lines: tuple[str, ...], data: st.DataObject) -> None:
    first = data.draw(st.integers(1, 1000))
    place = st.integers(0, max(len(lines) - 1, 0))
    start, end = sorted((data.draw(place), data.draw(place)))
    columns = st.integers(0, 30)
    span = Span(first + start, data.draw(columns), first + end, data.draw(columns))
    expected = []
    for number, text in enumerate(lines):
        low = span.column if number == start else 0
        high = span.end_column if number == end else len(text)
        expected.append(text[low:high] if start <= number <= end else "")
    shown = window(frame_of(lines, span, first, first))
    assert marked(shown) == expected
    assert tuple(line.text for line in shown) == lines


@given(st.lists(st.text(max_size=5), max_size=6), st.integers(-2, 40), st.integers(-2, 40))
def test_splitting_keeps_the_text(parts: list[str], start: int, end: int) -> None:
    tokens = tuple(Token("k", part) for part in parts)
    pieces = split(tokens, max(start, 0), max(end, 0))
    shown = "".join(token.text for piece in pieces for token in piece.tokens)
    assert shown == "".join(parts)


def test_a_span_over_several_lines() -> None:
    lines = ("total = sum(", "    price", ") + 1")
    assert marked(window(frame_of(lines, Span(1, 8, 3, 1)))) == ["sum(", "    price", ")"]


def test_without_a_span_the_whole_line_is_the_failing_one() -> None:
    lines = window(frame_of(("a", "b", "c"), None, first=5, line=6))
    assert [line.failing for line in lines] == [False, True, False]
    assert marked(lines) == ["", "", ""]


def test_a_very_long_line_is_cut_around_the_span() -> None:
    text = "x" * 1_000_000 + "BROKEN" + "y" * 1_000_000
    (line,) = window(frame_of((text,), Span(1, 1_000_000, 1, 1_000_006)))
    assert marked((line,)) == ["BROKEN"]
    assert len(line.text) == LONGEST_LINE
    assert line.before + len(line.text) + line.after == len(text)
    assert line.before > 0
    assert line.after > 0
