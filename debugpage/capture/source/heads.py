"""Heads of compound statements: the part of them that fails, without the body.

Of a loop, a `with`, a class and an `except` that cannot begin, Python tells the whole statement
(of most up to 3.12), which would mark lines that have nothing to do with it.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from debugpage.capture.source import excerpt
from debugpage.report import Span

LONGEST_HEAD = 10
"""Lines of a head, at most."""
_HEAD = re.compile(r"(?:async\s+)?(?:for|with|class|except)\b")
_CLASS = re.compile(r"class\s+\w+")


class Loop(NamedTuple):
    """The names that a loop binds, and what it goes through."""

    target: Span
    iterable: Span


def without_body(lines: Sequence[str], span: Span | None) -> Span | None:
    """Return the range of what fails at the head of a statement, given the whole; else the same."""
    if span is None or not _HEAD.match(lines[span.line - 1][span.column :]):
        return span
    tree = _parsed_head(lines, span)
    statement = tree.body[0] if tree is not None and tree.body else None
    ends = _ends_of_head(statement)
    if ends is None:
        return _name_of_class(lines, span) if isinstance(statement, ast.ClassDef) else span
    first, last = (_span(node, lines, span) for node in ends)
    return Span(first.line, first.column, last.end_line, last.end_column)


def loops_in(lines: Sequence[str], span: Span) -> Iterator[Loop]:
    """Yield the loops and comprehensions in a range, the outermost first."""
    tree = _parsed_head(lines, span)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            yield Loop(_span(node.target, lines, span), _span(node.iter, lines, span))


def _ends_of_head(statement: ast.stmt | None) -> tuple[ast.expr, ast.expr] | None:
    """Return the first and the last expression of those that may have failed."""
    match statement:
        case ast.For(iter=iterable) | ast.AsyncFor(iter=iterable):
            return iterable, iterable
        case ast.With(items=items) | ast.AsyncWith(items=items):
            return items[0].context_expr, items[-1].context_expr
        case ast.Try(handlers=[ast.ExceptHandler(type=ast.expr() as kind), *_]):
            return kind, kind
    return None


def _name_of_class(lines: Sequence[str], span: Span) -> Span:
    found = _CLASS.match(lines[span.line - 1], span.column)
    return Span(span.line, span.column, span.line, found.end()) if found else span


def _parsed_head(lines: Sequence[str], span: Span) -> ast.Module | None:
    """Parse the shortest piece of a range that can be: of a statement, its head."""
    for end in range(span.line, min(span.end_line, span.line + LONGEST_HEAD) + 1):
        column = span.end_column if end == span.end_line else len(lines[end - 1])
        text = excerpt.cut_out(lines, span._replace(end_line=end, end_column=column))
        for candidate in (f"{text}\n pass", text):
            tree = _parsed_handler(candidate) if text.startswith("except") else _parsed(candidate)
            if tree is not None:
                return tree
    return None


def _parsed_handler(text: str) -> ast.Module | None:
    tree = _parsed(f"try: pass\n{text}")
    return tree and ast.increment_lineno(tree, -1)


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _span(node: ast.expr, lines: Sequence[str], inside: Span) -> Span:
    """Return where a node is, of a tree that was parsed from what stands in a range."""
    line, column = _in_file(node.lineno, node.col_offset, lines, inside)
    end_line, end_column = _in_file(
        node.end_lineno or node.lineno, node.end_col_offset or 0, lines, inside
    )
    return Span(line, column, end_line, end_column)


def _in_file(line: int, utf8_bytes: int, lines: Sequence[str], inside: Span) -> tuple[int, int]:
    number = inside.line + line - 1
    start = inside.column if line == 1 else 0
    return number, start + excerpt.characters(lines[number - 1][start:], utf8_bytes)
