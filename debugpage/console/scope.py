"""What the outermost scope of some input binds, awaits and must not hold."""

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_LATER = (*_FUNCTIONS, ast.ClassDef, ast.Lambda, ast.GeneratorExp)
_AWAITING = (ast.Await, ast.AsyncFor, ast.AsyncWith)
_MISPLACED = {ast.Return: "return", ast.Yield: "yield", ast.YieldFrom: "yield from"}


class Scope(NamedTuple):
    """The outermost scope of some input; names as the compiler spells them (mangled).

    `bound` are the names it assigns, imports, defines or deletes; `to_module` those it declares
    `global`; `inner` all that are mentioned in functions and classes inside it.
    """

    bound: frozenset[str]
    to_module: frozenset[str]
    inner: frozenset[str]
    awaits: bool


def analyse(tree: ast.Module, class_name: str = "") -> Scope:
    """Return the outermost scope of `tree`, which stands in a method of `class_name`, if any.

    Raises SyntaxError for a statement that only a function may hold.
    """
    bound, to_module, inner = set[str](), set[str](), set[str]()
    awaits = False
    for node, in_comprehension in walk(tree):
        _check(node)
        awaits = awaits or _awaits(node)
        if isinstance(node, ast.Global):
            to_module.update(node.names)
        elif isinstance(node, _LATER):
            inner.update(_mentioned(node))
        bound.update(_bound_out_of_comprehension(node) if in_comprehension else _bound_by(node))

    def spelled(names: Iterable[str]) -> frozenset[str]:
        return frozenset(mangled(name, class_name) for name in names)

    return Scope(spelled(bound - to_module), spelled(to_module), spelled(inner), awaits)


def walk(tree: ast.AST) -> Iterator[tuple[ast.AST, bool]]:
    """Yield the nodes of the scope, and whether each stands in a comprehension.

    A comprehension has a scope of its own, but `:=` and `await` in it belong to ours (PEP 572,
    PEP 530). Without recursion: input may nest deeper than Python's stack.
    """
    pending = [(tree, False)]
    while pending:
        node, in_comprehension = pending.pop()
        yield node, in_comprehension
        in_comprehension = in_comprehension or isinstance(node, _COMPREHENSIONS)
        pending.extend((child, in_comprehension) for child in _children(node))


def mangled(name: str, class_name: str) -> str:
    """Return `name` as the compiler spells it inside the class: `__x` is `_Class__x` there."""
    outer = class_name.lstrip("_")
    if not outer or not name.startswith("__") or name.endswith("__") or "." in name:
        return name
    return f"_{outer}{name}"


def _children(node: ast.AST) -> Iterable[ast.AST]:
    """Yield the parts of `node` that run in the scope where `node` stands."""
    if isinstance(node, _FUNCTIONS):
        return [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    if isinstance(node, ast.Lambda):
        return [node.args]
    return ast.iter_child_nodes(node)


def _bound_out_of_comprehension(node: ast.AST) -> Iterable[str]:
    """Return the name that a node in a comprehension binds around it: only `:=` does (PEP 572)."""
    match node:
        case ast.NamedExpr(target=ast.Name(id=name)):
            return [name]
    return []


def _bound_by(node: ast.AST) -> Iterable[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return [name]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Import(names=names):
            return [alias.asname or alias.name.partition(".")[0] for alias in names]
        case ast.ImportFrom(names=names):
            return [alias.asname or alias.name for alias in names]
        case ast.ExceptHandler(name=str(name)):
            return [name]
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return [name]
        case ast.MatchMapping(rest=str(name)):
            return [name]
    return []


def _awaits(node: ast.AST) -> bool:
    return isinstance(node, _AWAITING) or (
        isinstance(node, ast.comprehension) and node.is_async == 1
    )


def _mentioned(node: ast.AST) -> set[str]:
    return {inside.id for inside in ast.walk(node) if isinstance(inside, ast.Name)}


def _check(node: ast.AST) -> None:
    word = _MISPLACED.get(type(node))
    if word and isinstance(node, (ast.stmt, ast.expr)):
        end = (node.end_lineno or node.lineno, (node.end_col_offset or node.col_offset) + 1)
        place = (None, node.lineno, node.col_offset + 1, None, *end)
        raise SyntaxError(f"'{word}' outside function", place)
