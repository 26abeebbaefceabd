"""Attributes on lines of their own: of `user⏎.name⏎.upper`, CPython tells the range of `upper`.

What was before the dot is what failed, so the whole expression is found in its function.
"""

import ast
import inspect
import tokenize
from collections.abc import Sequence
from types import CodeType

from debugpage.capture.source import excerpt
from debugpage.report import Span

MOST_LINES = 500
"""Lines of a function or module that are parsed; of longer ones nothing is told."""


def whole_of(code: CodeType, lines: Sequence[str], span: Span) -> Span | None:
    """Return the range of an attribute or a call with what it is of, given that from its name on.

    code: what failed, whose file has the `lines`. None for any other range.
    """
    if not is_part(lines, span):
        return None
    tree = _parsed(code, lines, span)
    nodes = ast.walk(tree) if tree is not None else ()
    return next((found for node in nodes if (found := _range_to(span, node, lines))), None)


def is_part(lines: Sequence[str], span: Span) -> bool:
    """Tell whether a range begins with the bare name of an attribute."""
    return lines[span.line - 1][: span.column].rstrip().endswith(".")


def _parsed(code: CodeType, lines: Sequence[str], span: Span) -> ast.Module | None:
    """Parse the function that code is of, or the whole module, keeping the numbers of its lines."""
    first = code.co_firstlineno or 1
    if span.line - first > MOST_LINES:
        return None
    ended = [f"{line}\n" for line in lines[first - 1 : first - 1 + MOST_LINES]]
    try:
        text = "".join(ended if code.co_name == "<module>" else inspect.getblock(ended))
        is_indented = text[:1] in (" ", "\t")
        tree = ast.parse(f"if 1:\n{text}" if is_indented else text)
    except (SyntaxError, tokenize.TokenError, ValueError, RecursionError, MemoryError):
        return None
    ast.increment_lineno(tree, first - 1 - is_indented)
    return tree


def _range_to(span: Span, node: ast.AST, lines: Sequence[str]) -> Span | None:
    if not isinstance(node, ast.Attribute | ast.Call) or node.end_lineno != span.end_line:
        return None
    place = node.lineno, node.end_lineno, node.col_offset, node.end_col_offset
    found = excerpt.span_of(lines, excerpt.Position(*place))
    return found if found and found.end_column == span.end_column else None
