"""Values of the names and sub-expressions at the failing range, found without running code.

The range that the interpreter names (PEP 657) is cut out of its file and parsed alone, which
takes microseconds where parsing the file could take half a second.
"""

import ast
import builtins
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import BuiltinFunctionType, CodeType, FrameType, FunctionType
from typing import Any, ClassVar, NamedTuple, Optional

from pure_eval import CannotEval, Evaluator
from pure_eval.my_getattr_static import getattr_static
from pure_eval.utils import safe_name, safe_name_types, typing_annotation_types

from debugpage.capture import anatomy
from debugpage.capture.source.chained import is_part
from debugpage.capture.source.excerpt import cut_out
from debugpage.report import Span

MOST_EXPRESSIONS = 12
LONGEST_EXPRESSION = 2_000
_CONTEXT = re.compile(r", ctx=(?:Load|Store|Del)\(\)")
"""What tells apart the same expression read and written."""
_NAMED = {id(cls) for cls in (*safe_name_types, *typing_annotation_types, type(Optional))}
"""Classes whose objects go by names of their own; their ids, for a metaclass can redefine `==`."""
_FUNCTIONS = {
    name: function
    for name, function in vars(builtins).items()
    if callable(function)
    and not (isinstance(function, type) and issubclass(function, BaseException))
}
_CALLABLE = set(map(id, _FUNCTIONS.values()))
"""What may be called without running code of the application, as far as pure_eval does."""
_UNKNOWABLE = (
    *(ast.Await, ast.Yield, ast.YieldFrom, ast.Lambda, ast.NamedExpr, ast.IfExp, ast.Starred),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
    *(ast.JoinedStr, ast.FormattedValue),
)
"""What is not evaluated, so that nothing that holds it is."""


class Expression(NamedTuple):
    """An expression of which there may be something to tell: its text, its node, its names.

    `own` is what a function would be called that it gives: a name, or that of an attribute.
    """

    text: str
    node: ast.expr
    names: tuple[str, ...]
    own: str


def expressions_at(
    code: CodeType, lines: Sequence[str], span: Span | None
) -> tuple[Expression, ...]:
    """Return what stands in the failing range and is no literal, in order of appearance.

    code: what failed, whose file has the `lines`.
    """
    if span is None or not lines or is_part(lines, span):
        return ()
    text = cut_out(lines, span)
    tree = _parse(text) if len(text) <= LONGEST_EXPRESSION else None
    if tree is None:
        return ()
    known = _names_of(code)
    found = [_expression(node) for node in _distinct(tree)]
    found.sort(key=lambda one: _place(one.node))
    return tuple(one for one in found if known.issuperset(one.names))


def _expression(node: ast.expr) -> Expression:
    own: str = getattr(node, "id", "") or getattr(node, "attr", "")
    return Expression(ast.unparse(node), node, _names_in(node), own)


def values_of(
    expressions: Sequence[Expression], frame: FrameType, names: Mapping[str, Any]
) -> list[tuple[str, Any]]:
    """Return the texts and values of expressions in a frame, which has `names` for its locals.

    Only what can be known without calling anything is evaluated: names, and attributes and items
    of built-in kinds. `a.b.c` gives `a`, `a.b` and `a.b.c` as far as they exist.
    """
    if not expressions:
        return []
    try:
        return list(_told(expressions, _seen(expressions, frame, names)))[:MOST_EXPRESSIONS]
    except BaseException:  # noqa: BLE001 - a metaclass may even exit; no values is no reason to fail
        return []


def _seen(
    expressions: Iterable[Expression], frame: FrameType, names: Mapping[str, Any]
) -> dict[str, Any]:
    """Return those of the names in expressions that a frame sees."""
    places = names, anatomy.globals_of(frame), anatomy.builtins_of(frame)
    seen: dict[str, Any] = {}
    for one in expressions:
        for name in one.names:
            if name not in seen:
                for place in places:
                    if name in place:
                        seen[name] = place[name]
                        break
    return seen


def _told(expressions: Iterable[Expression], seen: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    evaluator = _ShortWay(seen)
    for text, node, _, own in expressions:
        try:
            value = evaluator[node]
        except CannotEval:
            continue
        if not (own and (_goes_by(value, own) or _is_built_in(node, value))):
            yield text, value


class _ShortWay(Evaluator):
    """Evaluates by itself what most expressions are made of, which takes a tenth of the time."""

    def __getitem__(self, node: ast.expr) -> Any:
        """Return the value of an expression. Raises CannotEval."""
        way = self._ways.get(type(node))
        return way(self, node) if way else super().__getitem__(node)

    def _name(self, node: Any) -> Any:
        if node.id not in self.names:
            raise CannotEval
        return self.names[node.id]

    def _constant(self, node: Any) -> Any:
        return node.value

    def _attribute(self, node: Any) -> Any:
        return _attribute(self[node.value], node.attr)

    def _call(self, node: Any) -> Any:
        function = self.names.get(node.func.id) if type(node.func) is ast.Name else None
        if id(function) not in _CALLABLE:
            raise CannotEval
        return super().__getitem__(node)

    def _sum(self, node: Any) -> Any:
        if type(node.op) is ast.Add or type(node.op) is ast.Sub:
            left, right = self[node.left], self[node.right]
            if type(left) is type(right) is int:
                return left + right if type(node.op) is ast.Add else left - right
        return super().__getitem__(node)

    _ways: ClassVar[dict[type, Callable[[Any, Any], Any]]] = {
        ast.Name: _name,
        ast.Constant: _constant,
        ast.Attribute: _attribute,
        ast.Call: _call,
        ast.BinOp: _sum,
    }


def _attribute(owner: object, name: str) -> Any:
    """Return an attribute: what the object itself holds, unless its class has a say in it."""
    held = anatomy.instance_dict(owner)
    if held is not None and name in held and anatomy.class_attribute(type(owner), name) is None:
        return held[name]
    return getattr_static(owner, name)  # type: ignore[no-untyped-call]  # pure_eval's own


def _goes_by(value: Any, own: str) -> bool:
    """Tell whether it is a function, say, that is called what it was defined as."""
    kind = type(value)
    if kind is FunctionType or kind is BuiltinFunctionType or kind is type:
        return bool(value.__name__ == own)
    return id(kind) in _NAMED and safe_name(value) == own  # type: ignore[no-untyped-call]  # pure_eval's own


def _is_built_in(node: ast.expr, value: object) -> bool:
    """Tell whether it is what Python itself has by that name, and so no news."""
    return isinstance(node, ast.Name) and vars(builtins).get(node.id, builtins) is value


def _distinct(tree: ast.AST) -> Iterable[ast.expr]:
    """Return the expressions in a tree but for literals, each once, wherever it stands first."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and not _is_literal(node) and not _is_unknowable(node):
            found.setdefault(_CONTEXT.sub("", ast.dump(node)), node)
    return found.values()


def _is_unknowable(node: ast.expr) -> bool:
    """Tell whether a part of an expression cannot be known: a call of what is no mere name, say.

    Of `a or b` it may be enough to know one side.
    """
    if isinstance(node, ast.BoolOp):
        return False
    parts = node, *ast.iter_child_nodes(node)
    return any(map(_runs_code, parts)) or any(
        _is_unknowable(part) for part in parts[1:] if isinstance(part, ast.expr)
    )


def _runs_code(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return bool(node.keywords) or getattr(node.func, "id", None) not in _FUNCTIONS
    return isinstance(node, _UNKNOWABLE)


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _names_in(node: ast.expr) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.id for one in ast.walk(node) if isinstance(one, ast.Name)))


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
