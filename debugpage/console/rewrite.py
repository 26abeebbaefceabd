"""Input made fit for the inside of a function: what only a module may hold is put differently."""

import __future__

import ast
import importlib
import types
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from debugpage.console.scope import walk

NOTHING = "__debugpage_nothing__"
"""What `from … import *` binds where there is nothing to bind."""

_OWN_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_CHOICES = (ast.If, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)


def keep_result(tree: ast.Module, name: str) -> None:
    """Assign the value of the last statement to `name`, where that is an expression.

    As in Python 3.13's own console and in notebooks, only the last statement of several shows a
    value. Where it is an `if`, `with`, `try` or `match`, the last of each branch does.
    """
    pending = [tree.body]
    while pending:
        block = pending.pop()
        last = block[-1] if block else None
        if isinstance(last, ast.Expr):
            target = ast.copy_location(ast.Name(name, ast.Store()), last)
            block[-1] = ast.copy_location(ast.Assign([target], last.value), last)
        elif isinstance(last, _CHOICES):
            pending.extend(_branches(last))


def drop_annotations(tree: ast.Module) -> None:
    """Take the annotations off plain names, which a name from outside a function cannot have."""
    for block in _blocks(tree):
        block[:] = [_without_annotation(statement) for statement in block]


def take_futures(tree: ast.Module) -> int:
    """Remove `from __future__ import …`, and return the compiler flags that it stands for.

    Raises SyntaxError for an unknown feature, as the compiler does.
    """
    flags = 0
    for place, statement in enumerate(tree.body):
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            flags |= sum(_flag(alias.name, statement) for alias in statement.names)
            tree.body[place] = ast.copy_location(ast.Pass(), statement)
    return flags


def has_star_imports(tree: ast.Module) -> bool:
    """Tell whether there is anything to spell out."""
    return any(_is_star(statement) for block in _blocks(tree) for statement in block)


def spell_out_star_imports(tree: ast.Module, namespace: Mapping[str, Any]) -> None:
    """Name all that `from … import *` imports, because a function must know its names.

    The module is imported for that. `namespace` is the importing module's (for its `__package__`).
    """
    for block in _blocks(tree):
        for statement in block:
            if _is_star(statement):
                statement.names = _star(statement, namespace)


def complete_super(tree: ast.Module, first: str) -> None:
    """Give `super()` its arguments, which it cannot find outside the method; `first` is `self`."""
    for node, _ in walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="super"), args=[], keywords=[]):
                names = [ast.Name(name, ast.Load()) for name in ("__class__", first)]
                node.args = [ast.copy_location(name, node) for name in names]


def ask_module(tree: ast.Module) -> None:
    """Let `locals()`, `dir()`, `exec(…)` and others mean the module's names, as in a module."""
    for node, _ in walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="locals" | "vars"), args=[], keywords=[]):
                node.func = ast.copy_location(ast.Name("globals", ast.Load()), node)
            case ast.Call(func=ast.Name(id="dir"), args=[], keywords=[]):
                names = ast.copy_location(ast.Name("globals", ast.Load()), node)
                node.func = ast.copy_location(ast.Name("sorted", ast.Load()), node)
                node.args = [ast.copy_location(ast.Call(names, [], []), node)]
            case ast.Call(func=ast.Name(id="exec" | "eval"), args=[code], keywords=[]):
                names = ast.copy_location(ast.Name("globals", ast.Load()), node)
                node.args = [code, ast.copy_location(ast.Call(names, [], []), node)]


def _blocks(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    """Yield every list of statements in the outermost scope of `tree`."""
    pending = [tree.body]
    while pending:
        block = pending.pop()
        yield block
        for statement in block:
            if not isinstance(statement, _OWN_SCOPE):
                pending.extend(_branches(statement, "finalbody"))


def _branches(statement: ast.stmt, *further: str) -> list[list[ast.stmt]]:
    inner = [*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())]
    own = [getattr(statement, field, None) for field in ("body", "orelse", *further)]
    return [block for block in (*own, *(part.body for part in inner)) if block]


def _is_star(statement: ast.stmt) -> TypeGuard[ast.ImportFrom]:
    return isinstance(statement, ast.ImportFrom) and (
        statement.names[0].name == "*" and statement.module != "__future__"
    )


def _without_annotation(statement: ast.stmt) -> ast.stmt:
    match statement:
        case ast.AnnAssign(target=ast.Name(), value=None):
            return ast.copy_location(ast.Pass(), statement)
        case ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value):
            return ast.copy_location(ast.Assign([target], value), statement)
    return statement


def _flag(feature: str, statement: ast.ImportFrom) -> int:
    if feature not in __future__.all_feature_names:
        place = (None, statement.lineno, statement.col_offset + 1, None)
        raise SyntaxError(f"future feature {feature} is not defined", place)
    flag: int = getattr(__future__, feature).compiler_flag
    return flag


def _star(statement: ast.ImportFrom, namespace: Mapping[str, Any]) -> list[ast.alias]:
    name = "." * statement.level + (statement.module or "")
    try:
        names = _public(importlib.import_module(name, namespace.get("__package__")))
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001  # whatever it is, the statement below raises it again
        names = []
    # With no names, still import the module: it fails again where the developer can see it.
    aliases = [ast.alias(name) for name in names] or [ast.alias("__name__", NOTHING)]
    return [ast.copy_location(alias, statement) for alias in aliases]


def _public(module: types.ModuleType) -> list[str]:
    declared = getattr(module, "__all__", None)
    if declared is not None:
        return list(declared)
    return [name for name in vars(module) if not name.startswith("_")]
