"""The attributes of an object, of the instances of a class and of a module, by name and kind."""

from collections.abc import Iterator
from typing import Any

from debugpage.console.completion import look
from debugpage.console.completion.found import Found, Instance
from debugpage.console.completion.keys import keys_of
from debugpage.console.completion.match import Candidate


def attributes_of(found: Found) -> Iterator[Candidate]:
    """Yield the names that `dir` would list, were it told by nobody's own `__dir__`."""
    if isinstance(found, Instance):
        yield from _of_class(found.cls)
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


def _of_columns(value: Any) -> Iterator[Candidate]:
    """Yield the columns of a pandas table, which are attributes of it as well."""
    if look.full_name(type(value)).startswith("pandas."):
        for key in keys_of(value):
            yield Candidate(look.text(key), "attribute")
