"""What attributes and calls of an object would give, without reading or calling them."""

import inspect
from functools import cached_property, partial
from types import (
    AsyncGeneratorType,
    ClassMethodDescriptorType,
    CoroutineType,
    FunctionType,
    GeneratorType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodDescriptorType,
    MethodType,
    WrapperDescriptorType,
)
from typing import Any, NamedTuple

from debugpage.console.completion import look
from debugpage.console.completion.annotations import class_meant


class Unknown(LookupError):  # noqa: N818  # no fault, an answer
    """What something gives cannot be told without running it."""


class Known(NamedTuple):
    """An object. `bound`: it is a function, and its first parameter is filled already."""

    value: Any
    bound: bool = False


class Instance(NamedTuple):
    """Some object of that class."""

    cls: type


Found = Known | Instance

_MISSING = object()
_BOUND = (FunctionType, MethodDescriptorType, WrapperDescriptorType, ClassMethodDescriptorType)
# Getters written in C may run anything; those of these modules only read.
_MODULES_THAT_READ = frozenset({"builtins", "datetime", "decimal"})
_SUSPENDED = {
    inspect.CO_COROUTINE: CoroutineType,
    inspect.CO_GENERATOR: GeneratorType,
    inspect.CO_ASYNC_GENERATOR: AsyncGeneratorType,
}


def class_of(found: Found) -> type:
    """Return the class of what was found."""
    return found.cls if isinstance(found, Instance) else type(found.value)


def attribute(owner: Found, name: str) -> Found:
    """Return what an attribute gives. Raises Unknown."""
    if isinstance(owner, Instance):
        return _of_class(look.in_class(owner.cls, name, _MISSING), owner.cls)
    value = owner.value
    if look.is_class(value):
        return _of_class_itself(value, name)
    member = look.in_class(type(value), name, _MISSING)
    if look.is_a(member, MemberDescriptorType, GetSetDescriptorType):
        return _read(member, value)
    own = _MISSING if look.is_a(member, property) else look.read(value, name, _MISSING)
    return Known(own) if own is not _MISSING else _of_class(member, type(value))


def _of_class_itself(cls: type, name: str) -> Found:
    member = look.in_class(cls, name, _MISSING)
    if look.is_a(member, FunctionType, MethodDescriptorType, WrapperDescriptorType):
        return Known(member)
    if look.is_a(member, *look.PROPERTIES):
        raise Unknown(name)
    if member is _MISSING:
        return _of_class(look.in_class(type(cls), name, _MISSING), type(cls))
    return _of_class(member, cls)


def _of_class(member: Any, cls: type) -> Found:
    """Return what an attribute gives that a class holds, read of an instance."""
    if member is _MISSING:
        raise Unknown
    if look.is_a(member, *_BOUND):
        return Known(member, bound=True)
    if look.is_a(member, classmethod):
        return Known(member.__func__, bound=True)
    if look.is_a(member, staticmethod):
        return Known(member.__func__)
    if look.is_a(member, property):
        return returned(property.__dict__["fget"].__get__(member), cls)
    if look.is_a(member, cached_property):
        return returned(look.read(member, "func"), cls)
    if look.in_class(type(member), "__get__", _MISSING) is _MISSING:
        return Known(member)
    raise Unknown


def _read(descriptor: Any, value: object) -> Found:
    """Read a slot, or what a built-in type holds."""
    home: type = descriptor.__objclass__
    is_slot = type(descriptor) is MemberDescriptorType
    if not is_slot and look.full_name(home).partition(".")[0] not in _MODULES_THAT_READ:
        raise Unknown
    try:
        return Known(descriptor.__get__(value))
    except Exception:  # noqa: BLE001  # an empty slot; what C code raises can be anything
        raise Unknown from None


def called(function: Found) -> Found:
    """Return what a call gives. Raises Unknown."""
    if isinstance(function, Instance):
        return called(attribute(function, "__call__"))
    value = function.value
    if look.is_class(value):
        return Instance(value)
    if look.is_a(value, FunctionType):
        for flag, kind in _SUSPENDED.items():
            if value.__code__.co_flags & flag:
                return Instance(kind)
    if look.is_a(look.in_class(type(value), "__call__"), FunctionType):
        return called(attribute(function, "__call__"))
    return returned(value)


def awaited(function: Found) -> Found:
    """Return what `await` makes of a call. Raises Unknown."""
    if isinstance(function, Instance):
        raise Unknown
    return returned(function.value)


def returned(function: Any, owner: type | None = None) -> Found:
    """Return what a function says, in its annotation, that it returns. Raises Unknown.

    owner: the class whose method it is.
    """
    function = plain_function(function)
    if function is None:
        raise Unknown
    annotation = look.entry(function.__annotations__, "return", _MISSING)
    meant = class_meant(annotation, function.__globals__, owner)
    if meant is None or meant is type(None):
        raise Unknown
    return Instance(meant)


def plain_function(value: Any) -> FunctionType | None:
    """Return the function behind a bound method or `functools.partial`; None if there is none."""
    for _ in range(8):
        if type(value) is FunctionType:
            return value
        if type(value) is MethodType:
            value = value.__func__
        elif type(value) is partial:
            value = value.func
        else:
            return None
    return None
