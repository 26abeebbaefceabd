"""Looking at an object without running a line of the application's code.

Attributes are read through the descriptors that the interpreter itself put there, never through
`getattr`, `__class__`, `__len__` or iteration, all of which a class can replace.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import (
    FrameType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    TracebackType,
)
from typing import Any, Generic, NamedTuple, TypeVar, cast
from weakref import ReferenceType, ref

T = TypeVar("T")

_mro = type.__dict__["__mro__"].__get__
_namespace = type.__dict__["__dict__"].__get__
_qualname = type.__dict__["__qualname__"].__get__
_traceback = BaseException.__dict__["__traceback__"].__get__
_module = type.__dict__["__module__"].__get__
_flags = type.__dict__["__flags__"].__get__
_TEXT = frozenset({id(str)})
_SILENT_MODULES = ("builtins", "__main__")


class TypeTable(Generic[T]):
    """A mapping by classes that are told by identity: a metaclass can redefine `==` and hash."""

    def __init__(self, items: Mapping[type, T]) -> None:
        self.classes = tuple(items)  # which keeps them alive, and so their ids
        self._items = {id(cls): item for cls, item in items.items()}

    def __contains__(self, cls: object) -> bool:
        return id(cls) in self._items

    def __getitem__(self, cls: type) -> T:
        return self._items[id(cls)]

    def get(self, cls: type) -> T | None:
        """Return what there is for exactly this class, None where nothing is."""
        return self._items.get(id(cls))

    def nearest(self, cls: type) -> T | None:
        """Return what there is for a class or the first of its bases, None where nothing is."""
        found = (self._items[id(base)] for base in lineage(cls) if id(base) in self._items)
        return next(found, None)


def is_one_of(cls: type, classes: Iterable[type]) -> bool:
    """Tell whether a class is one of some others, whatever its metaclass says of equality."""
    for one in classes:  # noqa: SIM110 - `any` of a generator takes three times as long
        if cls is one:
            return True
    return False


def lineage(cls: type) -> tuple[type, ...]:
    """Return the method resolution order of a class, as the interpreter holds it."""
    order: tuple[type, ...] = _mro(cls)
    return order


def traceback_of(error: BaseException) -> TracebackType | None:
    """Return the traceback of an exception, as the interpreter holds it."""
    found: TracebackType | None = _traceback(error)
    return found


def locals_of(frame: FrameType) -> dict[str, Any]:
    """Return the locals of a frame; {} where a class body or `exec` has a foreign mapping there.

    Of a kind of dict of its own the items are read as those of any dict.
    """
    found = frame.f_locals
    if issubclass(type(found), dict):
        names = dict.copy(found)
    else:
        names = dict(found) if type_name(type(found)) == "FrameLocalsProxy" else {}
    if _TEXT.issuperset(map(id, map(type, names))):
        return names
    return {name: value for name, value in names.items() if type(name) is str}


def globals_of(frame: FrameType) -> dict[str, Any]:
    """Return the globals of a frame, as the interpreter sees them where `exec` has its own kind."""
    found = frame.f_globals
    return found if type(found) is dict else dict(dict.items(found))


def builtins_of(frame: FrameType) -> dict[str, Any]:
    """Return the built-ins of a frame; {} where `exec` has a foreign mapping there."""
    found = frame.f_builtins
    return found if type(found) is dict else {}


def qualified_name(cls: type) -> str:
    """Return the `__qualname__` of a class, as the interpreter holds it."""
    return str.__str__(_qualname(cls))


def module_name(cls: type) -> str:
    """Return the module of a class; empty for `builtins` and `__main__`, as in a traceback."""
    module = _module(cls)
    return module if type(module) is str and module not in _SILENT_MODULES else ""


def type_name(cls: type) -> str:
    """Return `module.qualname` of a class, without the module for built-in ones."""
    return _type_names.of(cls)


def _type_name(cls: type) -> str:
    module, name = module_name(cls), qualified_name(cls)
    return f"{module}.{name}" if module else name


def class_attribute(cls: type, name: str) -> Any:
    """Return what a class or its bases hold under a name, unbound; None where nothing is."""
    for base in lineage(cls):
        namespace = _namespace(base)
        if name in namespace:
            return namespace[name]
    return None


def class_names(cls: type) -> list[Any]:
    """Return the names that a class itself defines, without those of its bases."""
    return list(_namespace(cls))


def defines(cls: type, name: str, among: frozenset[type]) -> bool:
    """Tell whether the first class that defines `name` is none of `among`."""
    for base in lineage(cls):
        if name in _namespace(base):
            return not is_one_of(base, among)
    return False


class PerClass(Generic[T]):
    """What is settled when a class is made, found once for each of the classes met last.

    A class is known by its id, and that it is still the same by a weak reference: a metaclass can
    redefine `==` and hash.
    """

    def __init__(self, find: Callable[[type], T], most: int = 4_096) -> None:
        self._find = find
        self._most = most
        self._found: dict[int, tuple[ReferenceType[type], T]] = {}

    def of(self, cls: type) -> T:
        """Return what there is of a class."""
        found = self._found.get(id(cls))
        if found is not None and found[0]() is cls:
            return found[1]
        made = self._find(cls)
        if len(self._found) >= self._most:
            self._found.clear()
        self._found[id(cls)] = ref(cls), made
        return made


class _Layout(NamedTuple):
    """Where instances of a class hold their attributes."""

    dictionary: Any
    members: list[tuple[str, MemberDescriptorType]]


def _layout(cls: type) -> _Layout:
    members = [pair for base in reversed(lineage(cls)) for pair in _members(base)]
    return _Layout(class_attribute(cls, "__dict__"), members)


_layouts = PerClass(_layout)
_type_names = PerClass(_type_name)


def instance_dict(value: object) -> dict[Any, Any] | None:
    """Return the `__dict__` of an instance where it is a plain one, else None."""
    descriptor = _layouts.of(type(value)).dictionary
    if type(descriptor) not in (GetSetDescriptorType, MemberDescriptorType):
        return None
    attributes = descriptor.__get__(value)
    return attributes if type(attributes) is dict else None


def slots(value: object) -> Iterator[tuple[str, Any]]:
    """Yield the names and values of the slots of an instance that are filled, as declared.

    Members of types written in C are of the same kind, but say little: only `__slots__` counts.
    """
    for name, descriptor in _layouts.of(type(value)).members:
        try:
            yield name, descriptor.__get__(value)
        except (AttributeError, TypeError):
            continue


def _members(cls: type) -> list[tuple[str, MemberDescriptorType]]:
    """Return the slots of a class, which the interpreter sorts by name, as they were declared."""
    namespace = _namespace(cls)
    declared = namespace.get("__slots__", ())
    names = declared if type(declared) in (tuple, list) else ()
    order = {name: number for number, name in enumerate(names) if type(name) is str}
    members = [pair for pair in namespace.items() if type(pair[1]) is MemberDescriptorType]
    members = members if "__slots__" in namespace else []
    return sorted(members, key=lambda member: order.get(member[0], len(order)))


def attributes(value: object) -> list[tuple[str, Any]]:
    """Return the attributes an instance holds itself: its `__dict__` and its slots."""
    held = list((instance_dict(value) or {}).items())
    if _flags(type(value)) & _HEAP_TYPE:
        held.extend(slots(value))
    return [(name, item) for name, item in held if type(name) is str and name[:2] != "__"]


_HEAP_TYPE = 1 << 9
"""`Py_TPFLAGS_HEAPTYPE`: the class was made by a class statement, or as if by one."""


def fields(value: object) -> list[tuple[str, Any]] | None:
    """Return the fields of a dataclass, attrs class, pydantic model or named tuple, else None.

    They are told by what the class itself holds, and only where its `__repr__` is the generated
    one: a `__repr__` that somebody wrote says more.
    """
    cls = type(value)
    if issubclass(cls, tuple):
        names = class_attribute(cls, "_fields")
        if type(names) is not tuple or not all(type(name) is str for name in names):
            return None
        return list(zip(names, tuple.__iter__(cast("tuple[Any, ...]", value)), strict=False))
    if not _generated.of(cls):
        return None
    return attributes(value) + _undeclared(value)


def _undeclared(value: object) -> list[tuple[str, Any]]:
    """Return the fields of a pydantic model that allows others than those it declares."""
    extra = dict(slots(value)).get("__pydantic_extra__")
    items = list(extra.items()) if type(extra) is dict else []
    return [(name, item) for name, item in items if type(name) is str]


def _is_generated(method: Any) -> bool:
    """Tell whether a `__repr__` was made by dataclasses, attrs or pydantic."""
    if type(method) is not FunctionType:
        return False
    wrapped = method.__dict__.get("__wrapped__")
    code = wrapped.__code__ if type(wrapped) is FunctionType else method.__code__
    home = method.__globals__.get("__name__")
    return (
        code.co_filename == "<string>"  # dataclasses
        or code.co_filename.startswith("<attrs generated")
        or home == "pydantic.main"
    )


_generated = PerClass(lambda cls: _is_generated(class_attribute(cls, "__repr__")))
