"""What is in scope, as source text: for tools that read Python, but must not see its objects."""

import re
import sys
from collections.abc import Mapping
from itertools import islice
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType
from typing import Any

from debugpage.console.completion import look

_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_NAME = re.compile(r"[^\W\d]\w*")
_DEEPEST = 3
_MOST_ITEMS = 5


def used(text: str) -> set[str]:
    """Return the names that a text may speak of."""
    return set(_NAME.findall(text))


def stubs(names: Mapping[str, Any]) -> str:
    """Return source that gives those names the types that their values have.

    What only exists at run time, such as a class made in a function, is left out.
    """
    writer = _Writer()
    declared = [writer.declare(name, value) for name, value in names.items()]
    return "".join([*(f"import {module}\n" for module in sorted(writer.modules)), *declared])


class _Writer:
    def __init__(self) -> None:
        self.modules: set[str] = set()

    def declare(self, name: str, value: Any) -> str:
        """Return the line that says what `name` is; "" where that cannot be written."""
        if look.is_module(value):
            module = self._imported(look.read(value, "__name__"))
            return f"{name} = {module}\n" if module else ""
        if look.is_class(value) or look.is_a(value, FunctionType, BuiltinFunctionType):
            path = self._path(value)
            return f"{name} = {path}\n" if path not in ("", name) else ""
        kind = self._type(value, _DEEPEST)
        return f"{name}: {kind}\n" if kind else ""

    def _type(self, value: Any, deep: int) -> str:
        """Return the annotation that a value fits; "" where there is none."""
        if value is None:
            return "None"
        cls = type(value)
        kind = self._path(cls)
        if not kind or deep == 0:
            return kind
        if cls is dict:
            return self._parameters(kind, [*next(iter(value.items()), ())], deep)
        if cls is list or cls is set:
            return self._parameters(kind, list(islice(value, 1)), deep)
        if cls is tuple:
            return self._parameters(kind, list(value[:_MOST_ITEMS]), deep)
        return kind

    def _parameters(self, kind: str, items: list[Any], deep: int) -> str:
        inner = [self._type(item, deep - 1) for item in items]
        return f"{kind}[{', '.join(inner)}]" if inner and all(inner) else kind

    def _path(self, value: Any) -> str:
        """Return the full name of a class or function, where it can be imported by that."""
        if look.is_class(value):
            module, name = look.home_and_name(value)
        else:
            module, name = value.__module__, value.__qualname__
        if type(name) is not str or not _DOTTED.fullmatch(name):
            return ""
        if module == "builtins":
            return name
        imported = self._imported(_public(module, name, value))
        return f"{imported}.{name}" if imported else ""

    def _imported(self, module: object) -> str:
        if type(module) is not str or not _DOTTED.fullmatch(module):
            return ""
        if module == "__main__":
            file = look.text(look.read(sys.modules.get("__main__"), "__file__"))
            module = PurePath(file).stem
        if not _DOTTED.fullmatch(module):
            return ""
        self.modules.add(module)
        return module


def _public(module: object, name: str, value: Any) -> object:
    """Return the package that has a value of one of its private modules as its own, if one does.

    Python 3.13 defines paths in `pathlib._local`, of which sources and stubs know nothing.
    """
    package, _, last = module.rpartition(".") if type(module) is str else ("", "", "")
    is_its = last.startswith("_") and look.read(sys.modules.get(package), name) is value
    return package if is_its else module
