"""Input that is one expression without a scope of its own: no function need be made around it.

That is most of what is typed, and it is compiled in an eighth of the time. Where a name could mean
something else than inside a function, or the input could tell that it runs in none, it is left to
`namespace`.
"""

import ast
from collections.abc import Mapping
from types import CellType

_PARTS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Constant: (),
    ast.Name: (),
    ast.Attribute: ("value",),
    ast.Subscript: ("value", "slice"),
    ast.Slice: ("lower", "upper", "step"),
    ast.Call: ("func", "args", "keywords"),
    ast.keyword: ("value",),
    ast.Starred: ("value",),
    ast.UnaryOp: ("operand",),
    ast.BinOp: ("left", "right"),
    ast.BoolOp: ("values",),
    ast.Compare: ("left", "comparators"),
    ast.IfExp: ("test", "body", "orelse"),
    ast.Tuple: ("elts",),
    ast.List: ("elts",),
    ast.Set: ("elts",),
    ast.Dict: ("keys", "values"),
    ast.JoinedStr: ("values",),
    ast.FormattedValue: ("value", "format_spec"),
}
"""The nodes that a plain expression may have, and the fields that hold expressions of theirs.

Not among them are those with a scope of their own, and those that bind, await or yield.
"""
_ASKING = frozenset({"locals", "vars", "dir", "eval", "exec", "super", "__class__"})
"""Names whose meaning depends on the function that they stand in."""


def plain_expression(tree: ast.Module) -> ast.Expression | None:
    """Return the expression that `tree` is, where it is one and plain; else None."""
    statement = tree.body[0] if len(tree.body) == 1 else None
    if not isinstance(statement, ast.Expr):
        return None
    pending: list[ast.AST] = [statement.value]
    while pending:
        node = pending.pop()
        parts = _PARTS.get(type(node))
        if parts is None or not _means_the_same(node):
            return None
        for part in parts:
            inner = getattr(node, part)
            if type(inner) is list:
                pending.extend(filter(None, inner))
            elif inner is not None:
                pending.append(inner)
    return ast.Expression(statement.value)


def _means_the_same(node: ast.AST) -> bool:
    """Tell whether a name in a node needs neither a function nor a class around it."""
    match node:
        case ast.Name(id=name):
            return name not in _ASKING and not _is_mangled(name)
        case ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
            return not _is_mangled(name)
    return True


def _is_mangled(name: str) -> bool:
    """Tell whether a class makes another name of this one."""
    return name.startswith("__") and not name.endswith("__")


class LiveNames(dict[str, object]):
    """The names of a frame as code that is no function looks them up: what their cells hold now.

    Whoever reads it as a mapping sees what they held when it was made, as in `locals()`.
    """

    def __init__(self, cells: Mapping[str, CellType], seen: Mapping[str, object]) -> None:
        super().__init__(seen)
        self._cells = cells

    def __getitem__(self, name: str) -> object:
        """Return the value of a name. Raises KeyError where it has none."""
        try:
            return self._cells[name].cell_contents
        except ValueError:  # it was deleted
            raise KeyError(name) from None
