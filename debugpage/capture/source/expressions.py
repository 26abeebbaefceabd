"""Values of the names and sub-expressions at the failing range, found without running code.

The range that the interpreter names (PEP 657) is cut out of its file and parsed alone, which
takes microseconds where parsing the file could take half a second.
"""

import ast
import textwrap
from collections.abc import Iterator, Sequence
from types import CodeType, FrameType
from typing import Any

from pure_eval import Evaluator

from debugpage.capture.source.chained import is_part
from debugpage.capture.source.excerpt import cut_out
from debugpage.report import Span

MOST_EXPRESSIONS = 12
LONGEST_EXPRESSION = 2_000


def values_at(frame: FrameType, lines: Sequence[str], span: Span | None) -> list[tuple[str, Any]]:
    """Return the texts and values of what stands in the failing range, in order of appearance.

    Only what can be known without calling anything is evaluated: names, and attributes and items
    of built-in kinds. `a.b.c` gives `a`, `a.b` and `a.b.c` as far as they exist.
    """
    if span is None or not lines or is_part(lines, span):
        return []
    text = cut_out(lines, span)
    tree = _parse(text) if len(text) <= LONGEST_EXPRESSION else None
    if tree is None:
        return []
    try:
        return list(_found(frame, tree))[:MOST_EXPRESSIONS]
    except BaseException:  # noqa: BLE001 - a metaclass may even exit; no values is no reason to fail
        return []


def _found(frame: FrameType, tree: ast.AST) -> Iterator[tuple[str, Any]]:
    grouped = Evaluator.from_frame(frame).interesting_expressions_grouped(tree)
    ordered = sorted(grouped, key=lambda group: _place(group[0][0]))
    known = _names_of(frame.f_code)
    for nodes, value in ordered:
        if all(node.id in known for node in ast.walk(nodes[0]) if isinstance(node, ast.Name)):
            yield ast.unparse(nodes[0]), value


def _names_of(code: CodeType) -> frozenset[str]:
    """Return the names that code speaks of: any other in its range is another function's."""
    return frozenset(code.co_names + code.co_varnames + code.co_cellvars + code.co_freevars)


def _place(node: Any) -> tuple[int, int]:
    return (node.lineno, node.end_col_offset)


def _parse(text: str) -> ast.AST | None:
    """Parse a piece of a file: an expression, a statement, or the head of a compound one."""
    heads = f"{text}\n pass", f"with {text}:\n pass"
    for candidate in (f"(\n{text}\n)", textwrap.dedent(text), *heads):
        try:
            return ast.parse(candidate)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None
