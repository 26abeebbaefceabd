"""Hints: a sentence that may save the developer a search, one kind of mistake a function.

Each looks at one exception and the values at the place where it was raised, and gives a hint or
none. Names are compared with what is held by dicts and classes; nothing is called.
"""

import builtins
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any, NamedTuple

from debugpage.capture import anatomy
from debugpage.capture.source.library import home_of
from debugpage.report import Hint

MOST_NAMES = 2_000
_QUOTED = re.compile(r"'(\w+)'")
_NOT_IMPORTED = re.compile(r"cannot import name '(\w+)'")


class Place(NamedTuple):
    """Where an exception was raised: the names its frame sees, and the values at the range."""

    locals: Mapping[str, Any]
    globals: Mapping[str, Any]
    values: list[tuple[str, Any]]
    project: str


def hints_for(error: BaseException, place: Place) -> tuple[Hint, ...]:
    """Return the hints for an exception, most telling first; usually none or one."""
    made = (make(error, place) for make in _MAKERS)
    try:
        return tuple(hint for hint in made if hint is not None)
    except Exception:  # noqa: BLE001 - hostile names and keys; no hint is no reason to fail
        return ()


def _part_that_is_none(error: BaseException, place: Place) -> Hint | None:
    """Say which part of `a.b.c` is None."""
    if not issubclass(type(error), AttributeError | TypeError) or "NoneType" not in _text(error):
        return None
    names = [name for name, value in place.values if value is None]
    return Hint("This is None:", names[-1]) if names else None


def _name_that_was_meant(error: BaseException, place: Place) -> Hint | None:
    """Find for a NameError the closest of the names that the frame sees."""
    if not issubclass(type(error), NameError):
        return None
    wrong = NameError.__dict__["name"].__get__(error)
    if issubclass(type(error), UnboundLocalError) or type(wrong) is not str:
        return None
    seen = [*place.locals, *place.globals, *vars(builtins)]
    if "self" in place.locals and wrong in _attribute_names(place.locals["self"]):
        return Hint("Did you mean", f"self.{wrong}")
    return _closest(wrong, seen)


def _attribute_that_was_meant(error: BaseException, place: Place) -> Hint | None:
    """Find for an AttributeError the closest of the attributes that the object has."""
    if not issubclass(type(error), AttributeError):
        return None
    wrong = AttributeError.__dict__["name"].__get__(error)
    owner = AttributeError.__dict__["obj"].__get__(error)
    if type(wrong) is not str or owner is None:
        return None
    shadow = _shadowing_module(owner, place)
    return shadow or _closest(wrong, _attribute_names(owner))


def _shadowing_module(owner: object, place: Place) -> Hint | None:
    """Find a module of the developer's own that has the name of a standard one."""
    if not issubclass(type(owner), sys.__class__):
        return None
    names = anatomy.instance_dict(owner) or {}
    name, file = names.get("__name__"), names.get("__file__")
    if type(name) is not str or type(file) is not str or name not in sys.stdlib_module_names:
        return None
    home = home_of(file, place.project)
    if home.library:
        return None
    return Hint("This file hides the standard library's module of its name:", home.path)


def _key_that_was_meant(error: BaseException, place: Place) -> Hint | None:
    """Find for a KeyError the closest of the keys that the mapping has."""
    if not issubclass(type(error), KeyError):
        return None
    arguments = BaseException.__dict__["args"].__get__(error)
    if len(arguments) != 1 or type(arguments[0]) is not str:
        return None
    for _, value in place.values:
        if issubclass(type(value), dict) and not dict.__contains__(value, arguments[0]):
            keys = [key for key in list(dict.keys(value))[:MOST_NAMES] if type(key) is str]
            hint = _closest(arguments[0], keys)
            if hint is not None:
                return hint._replace(code=repr(hint.code))
    return None


def _module_that_was_meant(error: BaseException, _place: Place) -> Hint | None:
    """Find for a module that is not there the closest of those that are."""
    if not issubclass(type(error), ModuleNotFoundError):
        return None
    wrong = ImportError.__dict__["name"].__get__(error)
    if type(wrong) is not str:
        return None
    loaded = {name.partition(".")[0] for name in list(sys.modules)}
    return _closest(wrong.partition(".")[0], loaded | sys.stdlib_module_names)


def _name_to_import_that_was_meant(error: BaseException, _place: Place) -> Hint | None:
    """Find for a name that a module does not have the closest of those that it has."""
    if not issubclass(type(error), ImportError) or issubclass(type(error), ModuleNotFoundError):
        return None
    name = ImportError.__dict__["name"].__get__(error)
    module = sys.modules.get(name) if type(name) is str else None
    wrong = _NOT_IMPORTED.match(_text(error))  # `name_from` tells it from Python 3.12 on
    if wrong is None or not issubclass(type(module), ModuleType):
        return None
    return _closest(wrong[1], _attribute_names(module))


def _import_that_was_forgotten(error: BaseException, _place: Place) -> Hint | None:
    """Say for a NameError that a module of the standard library goes by the name."""
    if not issubclass(type(error), NameError) or issubclass(type(error), UnboundLocalError):
        return None
    name = NameError.__dict__["name"].__get__(error)
    is_module = type(name) is str and name in sys.stdlib_module_names
    return Hint("Did you forget to", f"import {name}") if is_module else None


def _local_before_assignment(error: BaseException, _place: Place) -> Hint | None:
    """Say for an UnboundLocalError why the name is local."""
    if not issubclass(type(error), UnboundLocalError):
        return None
    quoted = _QUOTED.search(_text(error))  # its `name` is not filled in
    if quoted is None:
        return None
    return Hint("Assigned somewhere in this function, and so local all over it:", quoted[1])


def _closest(wrong: str, names: Iterable[str]) -> Hint | None:
    known = {name for name in names if type(name) is str and name != wrong}
    import difflib  # which few hints need

    close = difflib.get_close_matches(wrong, sorted(known)[:MOST_NAMES], n=1, cutoff=0.7)
    return Hint("Did you mean", close[0]) if close else None


def _attribute_names(owner: object) -> list[str]:
    return list(_all_names(owner))[:MOST_NAMES]


def _all_names(owner: object) -> Iterator[str]:
    if issubclass(type(owner), type):
        bases = anatomy.lineage(owner)  # type: ignore[arg-type]  # checked by its true type
    else:
        bases = anatomy.lineage(type(owner))
        yield from (name for name, _ in anatomy.attributes(owner))
    for base in bases:
        yield from (name for name in anatomy.class_names(base) if type(name) is str)


def _text(error: BaseException) -> str:
    arguments = BaseException.__dict__["args"].__get__(error)
    return arguments[0] if arguments and type(arguments[0]) is str else ""


_MAKERS: tuple[Callable[[BaseException, Place], Hint | None], ...] = (
    _part_that_is_none,
    _key_that_was_meant,
    _name_that_was_meant,
    _attribute_that_was_meant,
    _module_that_was_meant,
    _name_to_import_that_was_meant,
    _import_that_was_forgotten,
    _local_before_assignment,
)
