"""The class that an annotation means: `-> "Order"`, `-> Order | None`, `-> list[Order]`."""

import ast
import builtins
from collections.abc import Mapping
from types import GenericAlias, UnionType
from typing import Any

from debugpage.console.completion import look

_DEEPEST = 10
_MOST_CHARACTERS = 500
_ONE_OF = ("Optional", "Union")
_TRANSPARENT = ("Annotated", "Awaitable", "Coroutine", "Final", "ClassVar", "Required")


def class_meant(annotation: Any, names: Mapping[str, Any], owner: type | None) -> type | None:
    """Return the class that an annotation means, None where it means no single one.

    names: those of the module that the annotation stands in. owner: what `Self` means there.
    Of alternatives it is the first that is not None.
    """
    return _Reader(names, owner).meant(annotation, _DEEPEST)


class _Reader:
    def __init__(self, names: Mapping[str, Any], owner: type | None) -> None:
        self._names = names
        self._owner = owner

    def meant(self, annotation: Any, deep: int) -> type | None:
        if deep == 0 or annotation is None:
            return None
        if type(annotation) is str:
            return self._written(annotation, deep - 1)
        if look.is_class(annotation):
            return annotation if annotation is not type(None) else None
        return self._made(annotation, deep - 1)

    def _made(self, annotation: Any, deep: int) -> type | None:
        """Read what the expression of an annotation made: an alias, a union, a type variable."""
        if type(annotation) is GenericAlias:
            return self.meant(annotation.__origin__, deep)
        if type(annotation) is UnionType:
            return self._first(annotation.__args__, deep)
        if not look.full_name(type(annotation)).startswith("typing."):
            return None
        if look.read(annotation, "_name") == "Self":
            return self._owner
        arguments = look.read(annotation, "__args__")
        origin = look.read(annotation, "__origin__")
        if look.is_class(origin) or type(arguments) is not tuple:
            return self.meant(origin, deep)
        return self._first(arguments, deep)

    def _first(self, annotations: Any, deep: int) -> type | None:
        found = (self.meant(annotation, deep) for annotation in annotations)
        return next((one for one in found if one is not None), None)

    def _written(self, text: str, deep: int) -> type | None:
        if len(text) > _MOST_CHARACTERS:
            return None
        try:
            return self._node(ast.parse(text, mode="eval").body, deep)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    def _node(self, node: ast.expr, deep: int) -> type | None:
        match node:
            case ast.Constant(value=str(text)):
                return self.meant(text, deep)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self._node(left, deep) or self._node(right, deep)
            case ast.Subscript(value=generic, slice=inner):
                return self._subscript(generic, inner, deep)
            case ast.Name() | ast.Attribute():
                return self._named(node, deep)
        return None

    def _subscript(self, generic: ast.expr, inner: ast.expr, deep: int) -> type | None:
        name = ast.unparse(generic).rpartition(".")[2]
        inside = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if name in _ONE_OF:
            found = (self._node(node, deep) for node in inside)
            return next((one for one in found if one is not None), None)
        return self._node(inside[0] if name in _TRANSPARENT and inside else generic, deep)

    def _named(self, node: ast.Name | ast.Attribute, deep: int) -> type | None:
        if isinstance(node, ast.Name):
            if node.id == "Self" and self._owner is not None:
                return self._owner
            found = look.entry(dict(self._names), node.id)
            return self.meant(found if found is not None else vars(builtins).get(node.id), deep)
        if not isinstance(node.value, ast.Name):
            return None
        module = look.entry(dict(self._names), node.value.id)
        return self.meant(look.read(module, node.attr), deep) if look.is_module(module) else None
