"""Looking at an object as the interpreter holds it: no code of the object's own class runs.

`getattr`, `hasattr`, `isinstance`, `dir` and `vars` ask the object, and a class can answer with
code of its own; what is used here are the descriptors of the interpreter, and exact types.
"""

from contextlib import suppress
from functools import cached_property
from types import (
    BuiltinFunctionType,
    ClassMethodDescriptorType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodDescriptorType,
    MethodType,
    MethodWrapperType,
    ModuleType,
    WrapperDescriptorType,
)
from typing import Any

_mro = type.__dict__["__mro__"].__get__
_namespace = type.__dict__["__dict__"].__get__
_qualname = type.__dict__["__qualname__"].__get__
_module = type.__dict__["__module__"].__get__

_ATTEMPTS = 5
MOST_KEYS = 100_000
"""Keys of a dict that is looked through for one."""

FUNCTIONS = (FunctionType, BuiltinFunctionType)
METHODS = (
    MethodType,
    MethodDescriptorType,
    WrapperDescriptorType,
    MethodWrapperType,
    ClassMethodDescriptorType,
    classmethod,
    staticmethod,
)
LITERALS = (str, bytes, int, float, complex, bool)
PROPERTIES = (property, cached_property, GetSetDescriptorType, MemberDescriptorType)


def is_class(value: object) -> bool:
    """Tell whether a value is a class, whatever it says of itself."""
    return issubclass(type(value), type)


def is_module(value: object) -> bool:
    """Tell whether a value is a module."""
    return issubclass(type(value), ModuleType)


def is_a(value: object, *types: type) -> bool:
    """Tell whether a value is of exactly one of these types."""
    return is_one(type(value), *types)


def is_one(cls: type, *types: type) -> bool:
    """Tell whether a class is one of these; `in` would ask its metaclass."""
    return any(cls is one for one in types)


def is_literal(value: object) -> bool:
    """Tell whether a value, with all that it holds, is of the types that literals have."""
    if type(value) is tuple:
        return all(map(is_literal, value))
    return value is None or is_a(value, *LITERALS)


def lineage(cls: type) -> tuple[type, ...]:
    """Return the method resolution order of a class."""
    order: tuple[type, ...] = _mro(cls)
    return order


def home_and_name(cls: type) -> tuple[str, str]:
    """Return the module of a class, "" if that is no text, and its qualified name."""
    return text(_module(cls)), str.__str__(_qualname(cls))


def full_name(cls: type) -> str:
    """Return `module.qualname` of a class."""
    return ".".join(home_and_name(cls))


def members(cls: type) -> list[tuple[str, Any]]:
    """Return what the body of a class itself holds, by name."""
    return _named(dict(_namespace(cls)))


def in_class(cls: type, name: str, missing: Any = None) -> Any:
    """Return what a class or its bases hold under a name, unbound."""
    for base in lineage(cls):
        namespace = _namespace(base)
        if name in namespace:
            return namespace[name]
    return missing


def instance_dict(value: object) -> dict[Any, Any]:
    """Return the `__dict__` of an instance or a module; an empty one where it is no plain dict."""
    descriptor = in_class(type(value), "__dict__")
    if is_class(value) or not is_a(descriptor, GetSetDescriptorType, MemberDescriptorType):
        return {}
    try:
        attributes = descriptor.__get__(value)
    except (AttributeError, TypeError):
        return {}
    return attributes if type(attributes) is dict else {}


def held(value: object) -> list[tuple[str, Any]]:
    """Return the attributes that an instance or a module itself holds, by name."""
    return _named(instance_dict(value))


def read(value: object, name: str, missing: Any = None) -> Any:
    """Return an attribute that an instance or a module itself holds in its `__dict__`."""
    return entry(instance_dict(value), name, missing)


def entry(mapping: dict[Any, Any], key: Any, missing: Any = None) -> Any:
    """Return what a dict holds under a key that is a literal.

    Compares with literals of the same type only: a lookup asks any key whose hash fits, and that
    may be the application's. For this to take no time, very large dicts are not looked through.
    """
    if dict.__len__(mapping) <= MOST_KEYS:
        for other, item in entries(mapping):
            if type(other) is type(key) and is_literal(other) and other == key:
                return item
    return missing


def text(value: object) -> str:
    """Return a value that is a plain text; "" for any other."""
    return value if type(value) is str else ""


def _named(mapping: dict[Any, Any]) -> list[tuple[str, Any]]:
    return [(name, item) for name, item in entries(mapping) if type(name) is str]


def entries(mapping: dict[Any, Any]) -> list[tuple[Any, Any]]:
    """Return the keys and values of a dict, whatever its class makes of them."""
    for _ in range(_ATTEMPTS):
        with suppress(RuntimeError):  # code that runs has changed it meanwhile
            return list(dict.items(mapping))
    return []


def annotated(cls: type) -> list[str]:
    """Return the names that the body of a class annotates."""
    annotations = entry(dict(_namespace(cls)), "__annotations__")
    return [name for name, _ in _named(annotations)] if type(annotations) is dict else []
