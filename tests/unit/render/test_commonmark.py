"""Texts of the application in Markdown: a CommonMark parser reads back exactly what went in."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from debugpage.render import render
from debugpage.render.markdown import LONGEST_VALUE, code, fence
from tests import reports

COMMONMARK = MarkdownIt("commonmark")
TABLES = MarkdownIt("gfm-like", {"linkify": False})
TEXTS = st.text(alphabet="`~a |#>*_[]<&\\\n\t-", max_size=30)


def spans(markdown: str) -> list[tuple[str, str]]:
    """Return kind and content of what a paragraph holds; it holds nothing but that."""
    opening, inline, closing = COMMONMARK.parse(markdown)
    assert (opening.type, inline.type, closing.type) == (
        *("paragraph_open", "inline", "paragraph_close"),
    )
    return [(token.type, token.content) for token in inline.children or ()]


@given(TEXTS.filter(bool))
@example(" a ")
@example("  ")
@example(" `a")
@example("``` `` `")
@example("two\n  lines")
def test_a_code_span_reads_back(text: str) -> None:
    assert spans(code(text)) == [("code_inline", re.sub(r"\n", " ", text))]


def test_a_code_span_of_nothing_is_one_all_the_same() -> None:
    assert [kind for kind, _ in spans(f"it is {code('')}.")] == ["text", "code_inline", "text"]


def test_a_long_code_span_is_cut() -> None:
    ((_, content),) = spans(code("`x" * LONGEST_VALUE))
    assert content == ("`x" * LONGEST_VALUE)[: LONGEST_VALUE - 1] + "…"


@given(TEXTS)
@example("```\n````\n~~~")
def test_a_fenced_block_reads_back(text: str) -> None:
    for around in ("", "before\n\n", "- item\n\n"):
        tokens = COMMONMARK.parse(f"{around}{fence(text, 'python')}\n\nafter")
        (block,) = (token for token in tokens if token.type == "fence")
        assert (block.info, block.content) == ("python", text + "\n")
        assert tokens[-2].content == "after"


@pytest.mark.parametrize("evil", reports.HOSTILE_TEXTS)
def test_no_text_of_the_application_is_read_as_markdown(evil: str) -> None:
    """Beside code there are only our own words: no link, HTML, emphasis, list or table."""
    tokens = TABLES.parse(render(reports.hostile(evil), "markdown"))
    kinds = {token.type for token in tokens}
    assert kinds <= {
        *("heading_open", "heading_close", "paragraph_open", "paragraph_close"),
        *("inline", "fence"),
    }
    texts = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in texts} <= {"text", "code_inline"}
