"""A glance at values: one line of each, nothing of what it holds, and nothing asked of it.

It is for the frames of libraries, which are folded when a page is opened: what they hold in
their locals is loaded when somebody wants to see it.
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from types import FunctionType, ModuleType
from typing import Any, ClassVar, NamedTuple

from debugpage.capture import anatomy
from debugpage.capture.anatomy import PerClass, TypeTable
from debugpage.capture.redaction.redactor import Redactor
from debugpage.capture.values.containers import BRACKETS, container_of
from debugpage.capture.values.describer import TEXT_LENGTH, Maker, QuietDescriber
from debugpage.capture.values.named import has_members, told_as_member
from debugpage.report import Kind, Value

DEPTH = 3
"""Levels of containers down to which secrets are learned, which may stand elsewhere, too.

Of an object its attributes are the first, and one less is looked at: most are a library's own.
"""
ITEMS = 24
"""Items of each container that are looked at for secrets."""
_NAMELESS = {
    id(cls) for cls in (str, type(None), int, bool, float, bytes, type, FunctionType, ModuleType)
}
"""Classes whose objects hold nothing under a name; their ids, for a metaclass can redefine `==`."""


class Glance(QuietDescriber):
    """A describer for values that nobody has asked to see: they come without their items."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__(redactor)
        self._known_inside: set[int] = set()

    def learn(self, names: Mapping[str, object]) -> None:
        """Learn the secrets among objects under their names, and in them; nothing is described."""
        if self._redactor.hides_any([*names]):
            names = {n: value for n, value in names.items() if self.masked(n, value) is None}
        for value in names.values():
            self._learn_inside(value)

    def describe(self, value: object, depth: int = 0) -> Value:
        """Describe any object, and learn the secrets in it."""
        leaf = self._leaves.get(type(value))
        if leaf is not None:
            return leaf(self, value, depth)
        self._learn_inside(value)
        sight = _sights.of(type(value))
        size = len(anatomy.instance_dict(value) or ()) if sight else 0
        if sight and size:
            return Value(sight.type, sight.text, "object", omitted=size)
        return super().describe(value, depth)

    def _sequence(self, value: Any, _depth: int) -> Value:
        base: Any = container_of(type(value))
        size = base.__len__(value)
        kind: Kind = "set" if base in (set, frozenset) else "sequence"
        return _closed(value, BRACKETS[base].replace("|", "…" if size else ""), kind, size)

    def _mapping(self, value: Any, _depth: int) -> Value:
        size = dict.__len__(value)
        return _closed(value, "{…}" if size else "{}", "mapping", size)

    def _object(self, value: object, _depth: int) -> Value:
        return told_as_member(value, TEXT_LENGTH) or self._not_loaded(value)

    def _learn_inside(self, value: object) -> None:
        """Learn what is held by the names of secrets, in containers and in attributes.

        Each object is looked into once: it is alive meanwhile, so that no other has its id.
        """
        if id(type(value)) in _NAMELESS or id(value) in self._known_inside:
            return
        self._known_inside.add(id(value))
        level = [value]
        for _ in range(DEPTH if _containers(level) else DEPTH - 1):
            level = [item for one in level for item in self._containers_in(one)]

    def _containers_in(self, value: Any) -> list[object]:
        """Learn the secrets among what a value holds, and return the containers."""
        if type(value) is list or type(value) is tuple:
            return _containers(value[:ITEMS])
        names, items = _named(value)
        if self._redactor.hides_any([name for name in names if type(name) is str]):
            pairs = zip(names, items, strict=False)
            items = [item for name, item in pairs if not self._learned(name, item)]
        return _containers(items)

    def _learned(self, name: object, item: object) -> bool:
        """Learn an object if its name is that of a secret, and tell whether it is."""
        if type(name) is not str or not self._redactor.hides(name):
            return False
        self._redactor.learned.learn(item)
        return True

    _makers: ClassVar[dict[type, Maker]] = {
        **QuietDescriber._makers,  # noqa: SLF001 - of the class that this one is
        **dict.fromkeys(BRACKETS.classes, _sequence),
        dict: _mapping,
    }
    _by_type = TypeTable(_makers)
    _maker = PerClass(_by_type.nearest)


class _Sight(NamedTuple):
    """What all objects of a class look like."""

    type: str
    text: str


def _sight(cls: type) -> _Sight | None:
    """Return what an object of a class looks like that is nothing but its attributes."""
    if Glance._by_type.nearest(cls) or has_members(cls):  # noqa: SLF001 - of this module
        return None
    name = anatomy.type_name(cls)
    return _Sight(name, f"{name.rpartition('.')[2]}(…)")


_sights = anatomy.PerClass(_sight)


def _containers(items: Iterable[Any]) -> list[object]:
    """Return those that can be looked into without asking them, and hold something."""
    return [
        item
        for item in items
        if (type(item) is dict or type(item) is list or type(item) is tuple) and item
    ]


def _named(value: Any) -> tuple[list[Any], list[Any]]:
    """Return the names of what a value holds, and what that is."""
    cls = type(value)
    held = value if cls is dict else anatomy.instance_dict(value)
    if held is None:
        found = anatomy.fields(value) if issubclass(cls, tuple) else anatomy.slots(value)
        held = dict(islice(found or (), ITEMS))
    return list(islice(held, ITEMS)), list(islice(held.values(), ITEMS))


def _closed(value: object, text: str, kind: Kind, size: int) -> Value:
    return Value(anatomy.type_name(type(value)), text, kind, size, omitted=size)
