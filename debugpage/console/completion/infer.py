"""What an expression would give, as far as that can be told without running any of it."""

import ast
from collections.abc import Callable, Mapping
from types import FunctionType, GeneratorType
from typing import Any

from debugpage.console.completion import look
from debugpage.console.completion.found import (
    Found,
    Instance,
    Known,
    Unknown,
    attribute,
    awaited,
    called,
    class_of,
    returned,
)
from debugpage.console.scope import mangled

_DISPLAYS: dict[type[ast.expr], type] = {
    ast.List: list,
    ast.ListComp: list,
    ast.Tuple: tuple,
    ast.Dict: dict,
    ast.DictComp: dict,
    ast.Set: set,
    ast.SetComp: set,
    ast.GeneratorExp: GeneratorType,
    ast.Lambda: FunctionType,
    ast.JoinedStr: str,
    ast.Compare: bool,
}
_SLICED = (str, bytes, list, tuple)
_ADDED = (*look.LITERALS, list, tuple, set, dict)
_MISSING = object()


def infer(
    text: str, names: Mapping[str, Any], unwrap: Callable[[Any], Any], class_name: str = ""
) -> Found:
    """Return what an expression gives.

    names: what the frame sees. unwrap: returns for a proxy the object it stands for, and any
    other object as it is. class_name: the class whose private names are written as in its body.

    Raises Unknown.
    """
    try:
        tree = ast.parse(text, mode="eval")
        return _Reader(names, unwrap, class_name).found(tree.body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Unknown from None


class _Reader:
    def __init__(
        self, names: Mapping[str, Any], unwrap: Callable[[Any], Any], class_name: str
    ) -> None:
        self._names = names
        self._unwrap = unwrap
        self._class_name = class_name

    def found(self, node: ast.expr) -> Found:
        found = self._found(node)
        if isinstance(found, Known):
            return found._replace(value=self._unwrap(found.value))
        return found

    def _found(self, node: ast.expr) -> Found:
        match node:
            case ast.Constant(value=value):
                return Known(value)
            case ast.Name(id=name) if mangled(name, self._class_name) in self._names:
                return Known(self._names[mangled(name, self._class_name)])
            case ast.Attribute(value=owner, attr=name):
                return attribute(self.found(owner), mangled(name, self._class_name))
            case ast.Subscript(value=owner, slice=key):
                return self._item(self.found(owner), key)
            case ast.Call():
                return self._call(node)
            case ast.Await(value=ast.Call(func=function)):
                return awaited(self.found(function))
            case ast.UnaryOp() | ast.BinOp():
                return Instance(self._computed(node))
        return self._chosen(node)

    def _chosen(self, node: ast.expr) -> Found:
        """Read an expression that gives one of its parts, or something new of a known type."""
        match node:
            case ast.NamedExpr(value=value) | ast.IfExp(body=value):
                return self.found(value)
            case ast.BoolOp(values=[first, *_]):
                return self.found(first)
        if type(node) not in _DISPLAYS:
            raise Unknown
        return Instance(_DISPLAYS[type(node)])

    def _computed(self, node: ast.UnaryOp | ast.BinOp) -> type:
        """Return the type of an operation on built-in types; any others have their own."""
        if isinstance(node, ast.UnaryOp):
            operand = class_of(self.found(node.operand))
            return bool if isinstance(node.op, ast.Not) else _sum(operand, operand)
        left, right = class_of(self.found(node.left)), class_of(self.found(node.right))
        if isinstance(node.op, ast.Mod) and look.is_one(left, str, bytes):
            return left
        if isinstance(node.op, ast.Div) and left is int:
            return _sum(float, right)
        return _sum(left, right)

    def _item(self, owner: Found, key: ast.expr) -> Found:
        cls = class_of(owner)
        if cls is str or (isinstance(key, ast.Slice) and look.is_one(cls, *_SLICED)):
            return Instance(cls)
        if isinstance(owner, Known):
            item = _read_item(owner.value, self._key(key))
            if item is not _MISSING:
                return Known(item)
        return returned(look.in_class(cls, "__getitem__"), cls)

    def _key(self, node: ast.expr) -> Any:
        try:
            return ast.literal_eval(node)
        except (ValueError, TypeError):
            found = self.found(node)
        if isinstance(found, Known) and look.is_literal(found.value):
            return found.value
        raise Unknown

    def _call(self, node: ast.Call) -> Found:
        function = self.found(node.func)
        if isinstance(function, Known) and function.value is type and len(node.args) == 1:
            return Known(class_of(self.found(node.args[0])))
        return called(function)


def _sum(left: type, right: type) -> type:
    """Return the type of an operation with two built-in types. Raises Unknown for any others."""
    if left is int and right is float:
        return float
    if look.is_one(left, *_ADDED) and look.is_one(right, left, int):
        return left
    raise Unknown


def _read_item(value: Any, key: Any) -> Any:
    """Return an item of a list, tuple or dict that is read as Python itself reads it."""
    getter = look.in_class(type(value), "__getitem__")
    if getter is dict.__dict__["__getitem__"]:
        return look.entry(value, key, _MISSING)
    for base in (list, tuple):
        if getter is base.__dict__["__getitem__"] and type(key) is int:
            try:
                return base.__getitem__(value, key)
            except IndexError:
                return _MISSING
    return _MISSING
