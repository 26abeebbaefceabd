"""What is best told by its own name: modules, functions, methods, classes, members of enums."""

from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from debugpage.capture import anatomy
from debugpage.capture.clip import clip
from debugpage.report import Value


def told_by_name(value: Any) -> Value:
    """Describe what is best told by its own name: a module, a function, a class."""
    cls = type(value)
    if issubclass(cls, type):
        return Value(anatomy.type_name(cls), f"<class {anatomy.type_name(value)}>")
    if issubclass(cls, ModuleType):
        name = (anatomy.instance_dict(value) or {}).get("__name__")
        return Value("module", f"<module {name if type(name) is str else '?'}>")
    if cls is FunctionType:
        code = value.__code__
        return Value("function", f"<function {code.co_qualname}, line {code.co_firstlineno}>")
    if cls is MethodType:
        owner = anatomy.type_name(type(value.__self__))
        called = getattr(value.__func__, "__name__", "?") if _is_function(value) else "?"
        return Value("method", f"<method {called} of {owner}>")
    return _of_c(value)


def _of_c(function: BuiltinFunctionType) -> Value:
    """Describe a function or method of C as its repr does, but without an address."""
    kind, owner = anatomy.type_name(type(function)), function.__self__
    if owner is None or issubclass(type(owner), ModuleType):
        return Value(kind, f"<built-in function {function.__name__}>")
    return Value(kind, f"<built-in method {function.__name__} of {anatomy.type_name(type(owner))}>")


def _is_function(method: MethodType) -> bool:
    return type(method.__func__) is FunctionType


def told_as_member(value: object, most: int) -> Value | None:
    """Describe a member of an enum; None for any other object. most: characters of its name."""
    cls = type(value)
    if not has_members(cls):
        return None
    name = (anatomy.instance_dict(value) or {}).get("_name_")
    if type(name) is not str:
        return None
    return Value(anatomy.type_name(cls), f"{anatomy.type_name(cls)}.{clip(name, most)}")


def has_members(cls: type) -> bool:
    """Tell whether a class is an enum."""
    return _enums.of(cls)


_enums = anatomy.PerClass(lambda cls: type(anatomy.class_attribute(cls, "_member_map_")) is dict)
