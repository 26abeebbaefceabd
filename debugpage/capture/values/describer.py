"""Values: any object as a bounded, typed tree of texts, without surprises.

Containers that Python itself provides are walked through the methods of their built-in type, so
that no code of the application runs. Other objects show their fields, or what their `__repr__`
answers; calling it is the one thing here that runs foreign code, and `QuietDescriber` does not.
"""

import re
from collections import OrderedDict, UserDict, UserList
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice, repeat
from types import (
    BuiltinFunctionType,
    FunctionType,
    MethodType,
    ModuleType,
    SimpleNamespace,
    WrapperDescriptorType,
)
from typing import Any, ClassVar

from debugpage.capture import anatomy
from debugpage.capture.anatomy import PerClass, TypeTable, is_one_of
from debugpage.capture.clip import clip
from debugpage.capture.guard import Abandoned, run_within
from debugpage.capture.redaction.labels import named_in_list, named_in_record
from debugpage.capture.redaction.redactor import MASK, Redactor
from debugpage.capture.values.containers import BRACKETS, SETS, container_of
from debugpage.capture.values.known import is_of_library, speaks_for_itself, told_by_library
from debugpage.capture.values.named import told_as_member, told_by_name
from debugpage.capture.values.octets import told_bytes
from debugpage.capture.values.preview import joined, joined_items, listed, short
from debugpage.report import Entry, Kind, Value

CHILDREN_AT_DEPTH = (24, 8, 4)
"""How many items of a value are kept, of each of those, and so on; deeper none are."""
TEXT_LENGTH = 400
"""Characters kept of a string or of what a `__repr__` answered."""
NODES = 6_000
"""Values in all that one describer makes; whatever comes after is not loaded."""

_LONGEST_REPR, _LONGEST_NAME = 10_000, 200
_NAME = re.compile(r"[\w.\-]+")
"""What is no expression that only has the name of a secret in it."""
_OWN_MASK = "***"
"""What a `__repr__` has in place of what it hides, as those of `Secret` and `SecretStr` have."""
_PLAIN_REPRS = frozenset(
    {object, BaseException, Exception, SimpleNamespace, UserDict, UserList, partial}
)
"""Classes whose `__repr__` says no more than their fields do, and says it without bounds."""
_HARMLESS = (type(None), bool)
_LARGE_INTEGER_BITS = 2_048
_TEXTS = (str, bytes)
_SIZED = frozenset({str, bytes, list, tuple, dict, set, frozenset})


class Describer:
    """Makes values, under one bound for all of them, masking secrets.

    redactor: knows what is a secret. start: the number of the first item that is kept of a value
    described at depth 0. `__repr__` of unknown objects is called where the describer
    runs, so run it where that may hang: see `debugpage.capture.guard`.
    """

    def __init__(self, redactor: Redactor, start: int = 0) -> None:
        self._redactor = redactor
        self._start = start
        self._nodes = 0
        self._path: set[int] = set()
        self._asked: set[int] = set()
        self._in_library = 0
        self._harmless = redactor.harmless_names

    def begin(self) -> None:
        """Forget in the middle of what an earlier description was given up."""
        self._path, self._in_library = set(), 0

    def entry(self, name: object, value: object, depth: int = 0) -> Entry:
        """Describe a value that goes by a name: a local, a key, a field."""
        text = _name(name)
        return Entry(text, self.masked(text, value) or self.describe(value, depth))

    def masked(self, name: str, value: object) -> Value | None:
        """Return the mask of a value whose name is that of a secret, and learn it; else None."""
        if name in self._harmless or not self._is_secret(name, value):
            return None
        if _NAME.fullmatch(name) and self._redactor.hides_text(name.rpartition(".")[2]):
            self._learn(value)
        return Value(anatomy.type_name(type(value)), MASK, "masked")

    def _learn(self, value: object) -> None:
        """Let the redactor learn a secret: the value, or of an object what it holds as such."""
        self._redactor.learned.learn(value)
        for name, item in anatomy.attributes(value):
            if self._redactor.hides(name):
                self._redactor.learned.learn(item)

    def describe(self, value: object, depth: int = 0) -> Value:
        """Describe any object. Never raises, never runs longer than its `__repr__`s do."""
        self._nodes += 1
        if self._nodes > NODES:
            return self._not_loaded(value)
        leaf = self._leaves.get(type(value))
        if leaf is not None:
            return leaf(self, value, depth)
        if id(value) in self._path:
            return Value(anatomy.type_name(type(value)), "… (contains itself)")
        self._path.add(id(value))
        try:
            return self._describe(value, depth)
        except Abandoned:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever is wrong with a value, it is shown
            return self._failed(value, error)
        finally:
            self._path.discard(id(value))

    def _describe(self, value: object, depth: int) -> Value:
        maker = self._maker.of(type(value))
        return maker(self, value, depth) if maker else self._object(value, depth)

    def _scalar(self, value: object, _depth: int) -> Value:
        return Value(anatomy.type_name(type(value)), repr(value))

    def _whole(self, value: Any, _depth: int) -> Value:
        bits = value.bit_length()
        told = repr(value) if bits <= _LARGE_INTEGER_BITS else f"<integer of {bits:,} bits>"
        return Value("int", told)

    def _string(self, value: Any, _depth: int) -> Value:
        kept = self._redactor.clipped(value, TEXT_LENGTH)
        return Value("str", repr(kept), "text", len(value))

    def _head(self, items: Iterator[Any], depth: int) -> Iterable[Any]:
        """Return the items that are kept at a depth."""
        return list(islice(items, 0 if depth else self._start, self._end(depth)))

    def _end(self, depth: int) -> int:
        """Return the number of items up to the last that is kept at a depth."""
        room = CHILDREN_AT_DEPTH[depth] if depth < len(CHILDREN_AT_DEPTH) else 0
        return room if depth else self._start + room

    def _numbered(self, items: Iterator[Any], depth: int) -> list[Entry]:
        """Describe the items of a collection that are kept, under their numbers."""
        return self._of_sequence(zip(repeat(""), items, strict=False), depth)

    def _of_sequence(self, named: Iterator[tuple[str, Any]], depth: int) -> list[Entry]:
        """Describe the items of a sequence that are kept, masked where others name them so."""
        first = 0 if depth else self._start
        return [
            Entry(str(number), self.masked(name, item) or self.describe(item, depth + 1))
            for number, (name, item) in enumerate(self._head(named, depth), first)
        ]

    def _is_secret(self, name: str, value: object) -> bool:
        if not self._redactor.hides_text(name):
            return False
        cls = type(value)
        hides = self._redactor.hides_text if is_one_of(cls, _TEXTS) else self._redactor.hides
        if is_one_of(cls, _HARMLESS) or not hides(name):
            return False
        return not (is_one_of(cls, _SIZED) and not value)

    def _number(self, value: Any, _depth: int) -> Value:
        enumerated = told_as_member(value, TEXT_LENGTH)
        if enumerated:
            return enumerated
        cls = type(value)
        if issubclass(cls, int) and not issubclass(cls, bool):
            bits = int.bit_length(value)
            if bits > _LARGE_INTEGER_BITS:
                return Value(anatomy.type_name(cls), f"<integer of {bits:,} bits>")
            return Value(anatomy.type_name(cls), int.__repr__(value))
        base: Any = next(base for base in anatomy.lineage(cls) if base in self._by_type)
        return Value(anatomy.type_name(cls), base.__repr__(value))

    def _text(self, value: Any, _depth: int) -> Value:
        enumerated = told_as_member(value, TEXT_LENGTH)
        if enumerated:
            return enumerated
        size = str.__len__(value)
        kept = self._redactor.clipped(value, TEXT_LENGTH)
        return Value(anatomy.type_name(type(value)), repr(kept), "text", size)

    def _bytes(self, value: Any, _depth: int) -> Value:
        return told_bytes(value, self._redactor, TEXT_LENGTH)

    def _sequence(self, value: Any, depth: int) -> Value:
        fields = anatomy.fields(value) if issubclass(type(value), tuple) else None
        if fields is not None:
            return self._record(value, fields, depth)
        base: Any = container_of(type(value))
        size = base.__len__(value)
        items = base.__iter__(value)
        if base is list or base is tuple:
            named = iter(named_in_list(list(islice(items, self._end(depth))), size))
            children = self._of_sequence(named, depth)
        else:
            children = self._numbered(items, depth)
        shown = joined(BRACKETS[base], [child.value.text for child in children], size)
        kind: Kind = "set" if base in SETS else "sequence"
        return _container(value, shown, kind, size, children)

    def _mapping(self, value: Any, depth: int) -> Value:
        base = OrderedDict if issubclass(type(value), OrderedDict) else dict
        size = dict.__len__(value)
        named = zip(base.keys(value), named_in_record(base.items(value)), strict=False)
        children = [
            Entry(self._key(key), self.masked(name, item) or self.describe(item, depth + 1))
            for key, (name, item) in self._head(named, depth)
        ]
        shown = joined_items([(child.name, child.value.text) for child in children], size)
        return _container(value, shown, "mapping", size, children)

    def _key(self, key: object) -> str:
        if type(key) is str:
            return repr(self._redactor.clipped(key, TEXT_LENGTH))
        return self.describe(key, len(CHILDREN_AT_DEPTH)).text

    def _named(self, value: Any, _depth: int) -> Value:
        return told_by_name(value)

    def _object(self, value: object, depth: int) -> Value:
        known = told_as_member(value, TEXT_LENGTH) or self._known(value)
        if known:
            return known
        named = anatomy.fields(value)
        if named is not None:
            return self._record(value, named, depth)
        held = anatomy.attributes(value)
        if is_of_library(type(value)):
            return self._of_library(value, held, depth)
        return self._with_attributes(value, held, depth)

    def _of_library(self, value: object, held: list[tuple[str, Any]], depth: int) -> Value:
        """Describe a library's object: what it holds comes closed, and is not asked for words."""
        if self._in_library and speaks_for_itself(type(value)):
            return self._not_loaded(value)
        self._in_library += 1
        try:
            return self._with_attributes(value, held, len(CHILDREN_AT_DEPTH) if depth else 0)
        finally:
            self._in_library -= 1

    def _with_attributes(self, value: object, held: list[tuple[str, Any]], depth: int) -> Value:
        if not anatomy.defines(type(value), "__repr__", _PLAIN_REPRS):
            return self._record(value, held, depth) if held else self._bare(value)
        told = self._told(value)
        if told.kind == "failed":
            return told
        children = self._fields(held, depth)
        if _OWN_MASK in told.text:
            children = [_without_text(child) for child in children]
        return told._replace(children=tuple(children), omitted=len(held) - len(children))

    def _known(self, value: object) -> Value | None:
        """Describe an object of a well-known library by what it tells of it; None for others."""
        told = told_by_library(value)
        text = self._redactor.clipped(told, TEXT_LENGTH)
        return Value(anatomy.type_name(type(value)), text, "object") if told else None

    def _bare(self, value: object) -> Value:
        name = anatomy.type_name(type(value))
        return Value(name, f"<{name} object>", "object")

    def _fields(self, named: list[tuple[str, Any]], depth: int) -> list[Entry]:
        pairs = zip(named, named_in_record(named), strict=False)
        return [
            Entry(_name(own), self.masked(name, item) or self.describe(item, depth + 1))
            for (own, _), (name, item) in self._head(pairs, depth)
        ]

    def _record(self, value: object, named: list[tuple[str, Any]], depth: int) -> Value:
        children = self._fields(named, depth)
        shown = [f"{child.name}={short(child.value.text)}" for child in children]
        name = anatomy.type_name(type(value))
        text = f"{name.rpartition('.')[2]}({listed(shown, len(named))})"
        return Value(
            name, text, "object", None, tuple(children), max(0, len(named) - len(children))
        )

    def _told(self, value: object) -> Value:
        """Describe an object by what its own `__repr__` answers."""
        size = _unspeakable_size(value)
        if size:
            name = anatomy.type_name(type(value))
            return Value(name, f"<{name} of {size:,} items>", "object", size)
        if id(value) in self._asked:  # and it did not answer in time
            return self._not_loaded(value)
        self._asked.add(id(value))
        try:
            told = repr(value)
        except Abandoned:
            raise
        except BaseException as error:  # noqa: BLE001 - even SystemExit from a `__repr__` ends here
            self._asked.discard(id(value))
            return self._failed(value, error)
        self._asked.discard(id(value))
        shown = self._redactor.clipped(told, TEXT_LENGTH)
        return Value(anatomy.type_name(type(value)), shown, "object")

    def _error(self, value: Any, depth: int) -> Value:
        """Describe an exception by its arguments, as its built-in repr would."""
        arguments = BaseException.__dict__["args"].__get__(value)
        children = self._numbered(iter(arguments), depth)
        name = anatomy.type_name(type(value))
        shown = listed([short(child.value.text) for child in children], len(arguments))
        return _container(
            value, f"{name.rpartition('.')[2]}({shown})", "object", len(arguments), children
        )

    def _failed(self, value: object, error: BaseException) -> Value:
        name, raised = anatomy.type_name(type(value)), anatomy.type_name(type(error))
        return Value(name, f"<{name} object: its repr raised {raised}>", "failed")

    def _not_loaded(self, value: object) -> Value:
        name = anatomy.type_name(type(value))
        return Value(name, f"<{name} object: not loaded>", "failed")

    _makers: ClassVar[dict[type, "Maker"]] = {
        **dict.fromkeys((type(None), bool, int, float, complex, type(...), range), _number),
        str: _text,
        **dict.fromkeys((bytes, bytearray), _bytes),
        **dict.fromkeys(BRACKETS.classes, _sequence),
        dict: _mapping,
        BaseException: _error,
        **dict.fromkeys((ModuleType, FunctionType, BuiltinFunctionType, MethodType, type), _named),
    }
    _by_type = TypeTable(_makers)
    _maker = PerClass(_by_type.nearest)
    _leaves: ClassVar[TypeTable["Maker"]] = TypeTable(
        {**dict.fromkeys((type(None), bool, float), _scalar), int: _whole, str: _string}
    )


Maker = Callable[[Any, Any, int], Value]
"""A method of a describer that makes a value of an object at a depth."""


class QuietDescriber(Describer):
    """A describer that calls no `__repr__` and no library: other objects show as not loaded."""

    def _known(self, _value: object) -> Value | None:
        return None

    def _told(self, value: object) -> Value:
        return self._not_loaded(value)


def describe_alone(value: object, redactor: Redactor, seconds: float) -> Value:
    """Describe one object within a time; of what its `__repr__` does not tell in it, the rest."""
    told = run_within(seconds, [partial(Describer(redactor).describe, value)])
    return told[0] if told else QuietDescriber(redactor).describe(value)


def _name(name: object) -> str:
    if type(name) is str and len(name) <= _LONGEST_NAME:
        return name
    return clip(name, _LONGEST_NAME) if issubclass(type(name), str) else "?"  # type: ignore[arg-type]  # checked by its true type


def _without_text(entry: Entry) -> Entry:
    """Return a field with its text masked: the `__repr__` of its owner hides one of them."""
    hidden = Value(entry.value.type, MASK, "masked")
    return entry._replace(value=hidden) if entry.value.kind == "text" else entry


def _unspeakable_size(value: object) -> int:
    """Return the length of an object written in C whose repr would spell out far too many items."""
    length = anatomy.class_attribute(type(value), "__len__")
    if type(length) is not WrapperDescriptorType:
        return 0
    size: int = length(value)
    return size if size > _LONGEST_REPR else 0


def _container(value: object, text: str, kind: Kind, size: int, children: list[Entry]) -> Value:
    return Value(
        anatomy.type_name(type(value)), text, kind, size, tuple(children), size - len(children)
    )
