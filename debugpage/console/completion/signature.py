"""The signature and the first line of documentation of what can be called, read without asking it.

`inspect.signature` reads `__signature__`, `__wrapped__` and `__text_signature__` of the object and
of its metaclass, which can be properties; what counts here is what the interpreter holds.
"""

import ast
import inspect
from collections.abc import Iterable
from functools import partial
from types import (
    BuiltinFunctionType,
    ClassMethodDescriptorType,
    EllipsisType,
    FunctionType,
    MethodDescriptorType,
    MethodType,
    MethodWrapperType,
    WrapperDescriptorType,
)
from typing import Any, NamedTuple

from debugpage.console.completion import look
from debugpage.console.completion.found import Found, Instance, Known, Unknown, attribute

MOST_CHARACTERS = 1_000
"""Characters of a signature, beyond which it is cut."""
MOST_OF_DOC = 200
_MOST_OF_DEFAULT = 40
_MOST_BITS = 64
_DEEPEST = 16
_BUILT_IN = (
    BuiltinFunctionType,
    MethodDescriptorType,
    WrapperDescriptorType,
    MethodWrapperType,
    ClassMethodDescriptorType,
)
_METHODS = (MethodDescriptorType, WrapperDescriptorType)
_POSITIONAL, _EITHER, _REST, _KEYWORD, _MORE = "positional", "either", "rest", "keyword", "more"


class Parameter(NamedTuple):
    """A parameter: its name, kind, and the text of its default, if it has one."""

    name: str
    kind: str
    default: str = ""


class Signature(NamedTuple):
    """What a call takes, and the first line of its documentation; None where it is not told."""

    parameters: tuple[Parameter, ...] | None
    doc: str = ""

    def keywords_after(self, filled: int) -> list[str]:
        """Return the names that can still be given, after so many arguments without a name."""
        left = [one for one in self.parameters or () if one.kind in (_EITHER, _KEYWORD)]
        by_place = [one for one in self.parameters or () if one.kind in (_POSITIONAL, _EITHER)]
        return [one.name for one in left if one not in by_place[:filled]]

    def text(self, name: str) -> str:
        """Return the signature as it is written after `def`, for a callable of that name."""
        if self.parameters is None:
            return f"{name}(…)"
        text = f"{name}({', '.join(_written(self.parameters))})"
        return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 2]}…)"


def signature_of(found: Found) -> Signature | None:
    """Return the signature of what was found; None if it cannot be called."""
    return _signature(found, _DEEPEST)


def _signature(found: Found, deep: int) -> Signature | None:
    if deep == 0:
        return None
    if isinstance(found, Instance):
        return _of_instance(found, deep)
    value = found.value
    if look.is_class(value):
        return _of_class(value, deep)
    if type(value) is FunctionType:
        signature = _of_function(value, deep)
        return _without_first(signature) if found.bound else signature
    if look.is_a(value, MethodType):
        return _signature(Known(value.__func__, bound=True), deep - 1)
    if look.is_a(value, partial):
        return _of_partial(value, deep)
    if look.is_a(value, *_BUILT_IN):
        return _without_self(value) if found.bound else _with_self(value)
    wrapped = look.read(value, "__wrapped__")
    if wrapped is not None:
        return _signature(Known(wrapped, found.bound), deep - 1)
    return _of_instance(found, deep)


def _of_instance(found: Found, deep: int) -> Signature | None:
    try:
        return _signature(attribute(found, "__call__"), deep - 1)
    except Unknown:
        return None


def _of_function(function: FunctionType, deep: int) -> Signature:
    doc = first_line(function.__doc__)
    wrapped = look.entry(function.__dict__, "__wrapped__")
    found = _signature(Known(wrapped), deep - 1) if wrapped is not None else None
    if found is not None:
        return found._replace(doc=doc or found.doc)
    return Signature(tuple(_parameters(function)), doc)


def _parameters(function: FunctionType) -> Iterable[Parameter]:
    """Yield the parameters of a function, in the order in which its code holds their names."""
    code = function.__code__
    count, keyword_only = code.co_argcount, code.co_kwonlyargcount
    names = code.co_varnames
    defaults = function.__defaults__ or ()
    for index, name in enumerate(names[:count]):
        kind = _POSITIONAL if index < code.co_posonlyargcount else _EITHER
        from_end = index - count + len(defaults)
        yield Parameter(name, kind, shown(defaults[from_end]) if from_end >= 0 else "")
    rest = count + keyword_only
    if code.co_flags & inspect.CO_VARARGS:
        yield Parameter(names[rest], _REST)
        rest += 1
    by_name = function.__kwdefaults__ or {}
    for name in names[count : count + keyword_only]:
        default = look.entry(by_name, name, _MISSING)
        yield Parameter(name, _KEYWORD, "" if default is _MISSING else shown(default))
    if code.co_flags & inspect.CO_VARKEYWORDS:
        yield Parameter(names[rest], _MORE)


def _without_first(signature: Signature) -> Signature:
    """Return the signature without the parameter that is filled already."""
    parameters = signature.parameters
    if not parameters or parameters[0].kind not in (_POSITIONAL, _EITHER):
        return signature
    return signature._replace(parameters=parameters[1:])


def _of_partial(value: "partial[Any]", deep: int) -> Signature | None:
    found = _signature(Known(value.func), deep - 1)
    if found is None or found.parameters is None:
        return found
    left = list(found.parameters)
    for _ in value.args:
        if left and left[0].kind in (_POSITIONAL, _EITHER):
            del left[0]
    given = dict(value.keywords)
    return found._replace(parameters=tuple(_given(one, given) for one in left))


def _given(parameter: Parameter, given: dict[str, Any]) -> Parameter:
    default = look.entry(given, parameter.name, _MISSING)
    return parameter if default is _MISSING else parameter._replace(default=shown(default))


def _of_class(cls: type, deep: int) -> Signature:
    """Return how an instance is made: by the first class that says so, `__init__` before the rest.

    A metaclass with a `__call__` of its own is not asked: mostly it hands on what it gets.
    """
    own = dict(look.members(cls))
    doc = first_line(own.get("__doc__"))
    for base in look.lineage(cls):
        if base is object:
            return Signature((), doc)
        held = dict(look.members(base))
        makers = [held[name] for name in ("__init__", "__new__") if name in held]
        for maker in makers:
            function = maker.__func__ if type(maker) is staticmethod else maker
            if type(function) is FunctionType:
                return _without_first(_of_function(function, deep))._replace(doc=doc)
        text = type.__dict__["__text_signature__"].__get__(base)
        if text is not None or makers:
            return Signature(_parsed(text), doc)
    return Signature(None, doc)


def _without_self(value: Any) -> Signature:
    """Return the signature of a function or method written in C, as an instance calls it."""
    return Signature(_parsed(value.__text_signature__), first_line(value.__doc__))


def _with_self(value: Any) -> Signature:
    """Return the signature of a method written in C, as it is called on its class."""
    found = _without_self(value)
    if found.parameters is None or not look.is_a(value, *_METHODS):
        return found
    return found._replace(parameters=(Parameter("self", _POSITIONAL), *found.parameters))


def _parsed(text: object) -> tuple[Parameter, ...] | None:
    """Return the parameters that a `__text_signature__` names, but the one that `$` marks."""
    if type(text) is not str or len(text) > MOST_CHARACTERS:
        return None
    try:
        (function,) = ast.parse(f"def f{text.replace('$', '', 1)}: pass").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(function, ast.FunctionDef):
        return None
    found = tuple(_declared(function.args))
    return found[1:] if "($" in text else found


def _declared(arguments: ast.arguments) -> Iterable[Parameter]:
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [*([None] * (len(positional) - len(arguments.defaults))), *arguments.defaults]
    for index, (argument, default) in enumerate(zip(positional, defaults, strict=True)):
        kind = _POSITIONAL if index < len(arguments.posonlyargs) else _EITHER
        yield Parameter(argument.arg, kind, ast.unparse(default) if default else "")
    if arguments.vararg:
        yield Parameter(arguments.vararg.arg, _REST)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Parameter(argument.arg, _KEYWORD, ast.unparse(default) if default else "")
    if arguments.kwarg:
        yield Parameter(arguments.kwarg.arg, _MORE)


def _written(parameters: tuple[Parameter, ...]) -> Iterable[str]:
    """Yield the parameters as they are written, with the `/` and `*` between them."""
    before = ""
    for one in parameters:
        if before == _POSITIONAL and one.kind != _POSITIONAL:
            yield "/"
        if one.kind == _KEYWORD and before not in (_REST, _KEYWORD):
            yield "*"
        stars = {_REST: "*", _MORE: "**"}.get(one.kind, "")
        yield f"{stars}{one.name}" + (f"={one.default}" if one.default else "")
        before = one.kind
    if before == _POSITIONAL:
        yield "/"


def shown(default: object) -> str:
    """Return a default as text: literals and names of classes and functions, "…" for others."""
    if default is None or default is ... or type(default) is bool:
        return "..." if type(default) is EllipsisType else repr(default)
    if type(default) is int:
        return repr(default) if default.bit_length() <= _MOST_BITS else "…"
    if type(default) is float or (look.is_a(default, tuple, list, dict, set) and not default):
        return repr(default)
    if type(default) is str or type(default) is bytes:
        return repr(default) if len(default) <= _MOST_OF_DEFAULT else "…"
    return "…"


def first_line(doc: object) -> str:
    """Return the first line of a documentation that says something."""
    lines = (line.strip() for line in look.text(doc)[:5_000].split("\n"))
    return next((line for line in lines if line), "")[:MOST_OF_DOC]


_MISSING = object()
