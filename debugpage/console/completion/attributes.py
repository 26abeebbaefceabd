"""The attributes of an object, of the instances of a class and of a module, by name and kind."""

import dis
from collections.abc import Iterator
from itertools import pairwise
from types import FunctionType
from typing import Any

from debugpage.console.completion import look
from debugpage.console.completion.found import Found, Instance
from debugpage.console.completion.keys import keys_of
from debugpage.console.completion.match import Candidate


def attributes_of(found: Found) -> Iterator[Candidate]:
    """Yield the names that `dir` would list, were it told by nobody's own `__dir__`."""
    if isinstance(found, Instance):
        yield from _of_class(found.cls)
        yield from _set_when_made(found.cls)
        return
    value = found.value
    for name, item in look.held(value):
        yield Candidate(name, kind_of(item, "function", "attribute"))
    if look.is_class(value):
        yield from _of_class(value)
    elif not look.is_module(value):
        yield from _of_class(type(value))
        yield from _of_columns(value)


def kind_of(value: Any, function: str, other: str) -> str:
    """Return what kind of thing a value is: `function` for one of those, `other` for the rest."""
    if look.is_class(value):
        return "class"
    if look.is_module(value):
        return "module"
    if look.is_a(value, *look.FUNCTIONS, *look.METHODS):
        return function
    return other


def _of_class(cls: type) -> Iterator[Candidate]:
    for base in look.lineage(cls):
        for name, item in look.members(base):
            is_read = look.is_a(item, *look.PROPERTIES)
            yield Candidate(name, "property" if is_read else kind_of(item, "method", "attribute"))
        for name in look.annotated(base):
            yield Candidate(name, "attribute")


def _set_when_made(cls: type) -> Iterator[Candidate]:
    """Yield the attributes that the code of `__init__` sets, of the first parameter."""
    for base in look.lineage(cls):
        maker = dict(look.members(base)).get("__init__")
        if type(maker) is FunctionType and maker.__code__.co_argcount:
            own = maker.__code__.co_varnames[0]
            for before, step in pairwise(dis.get_instructions(maker.__code__)):
                if step.opname == "STORE_ATTR" and _last_loaded(before) == own:
                    yield Candidate(str(step.argval), "attribute")


def _last_loaded(step: dis.Instruction) -> Any:
    # Since Python 3.13 one instruction may load two variables.
    return step.argval[-1] if type(step.argval) is tuple and step.argval else step.argval


def _of_columns(value: Any) -> Iterator[Candidate]:
    """Yield the columns of a pandas table, which are attributes of it as well."""
    if look.full_name(type(value)).startswith("pandas."):
        for key in keys_of(value):
            yield Candidate(look.text(key), "attribute")
