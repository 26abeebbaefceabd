"""By which name a value goes that has none of its own: keys, pairs, records, options of commands.

Nothing here runs code of the application.
"""

import re
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from enum import EnumMeta
from functools import lru_cache
from itertools import islice, repeat
from types import FunctionType
from typing import Any

from debugpage.capture import anatomy
from debugpage.capture.clip import clip

LONGEST = 200
_MOST_FIELDS = 30
"""Fields that a record of a name and a value has at most; what has more is a table."""

_LABELS = frozenset({"name", "key", "field", "header", "label", "id", "var", "variable"})
_VALUES = frozenset({"value", "val", "content", "default", "coded_value", "data"})
_OPTION = re.compile(r"--?([A-Za-z][\w-]*)")
_OPTIONS_WITH_USER = ("-u", "--user", "--proxy-user")
_PRIVATE_KEY = "private_key"
_NO_LINES = (int, float, type(None), bool, dict)
_NAMELESS = set(map(id, _NO_LINES))
"""Their ids, for a metaclass can redefine `==`."""
_KEY_BEGINS = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY")
_KEY_ENDS = "-----END "
_DASHES = "-----"
_CLIENTS_OF_MYSQL = re.compile(r"(?:.*/)?(?:mysql|mariadb)[\w.-]{0,40}")


def name_of(key: Any) -> str:
    """Return the name that a key is: its text, or that of what it holds or is called."""
    cls = type(key)
    if cls is str and len(key) <= LONGEST:
        return key  # type: ignore[no-any-return]  # it is of that class
    if issubclass(cls, bytes):
        return bytes.__getitem__(key, slice(0, LONGEST)).decode("latin-1")
    if issubclass(type(cls), EnumMeta):
        return f"{_text(key)}.{_text((anatomy.instance_dict(key) or {}).get('_name_'))}".strip(".")
    if issubclass(cls, str):
        return _text(key)
    if issubclass(cls, tuple):
        return "_".join(filter(None, map(name_of, islice(tuple.__iter__(key), 8))))[:LONGEST]
    return _called(key, cls)


def _text(value: Any) -> str:
    return clip(value, LONGEST) if issubclass(type(value), str) else ""


def _called(key: Any, cls: type) -> str:
    if cls is ContextVar:
        return _text(key.name)
    if cls is FunctionType:
        return clip(key.__name__, LONGEST)
    if issubclass(cls, type):
        return clip(anatomy.qualified_name(key), LONGEST)
    held = dict(anatomy.attributes(key))
    return next((_text(held[at]) for at in ("name", "key", "_name") if at in held), "")


def named_in_list(items: list[Any], size: int) -> Iterable[tuple[str, Any]]:
    """Return the first items of a list or tuple as `named_in_sequence` does.

    At once where all are of such kinds that none has a name, or gives another one a name.
    """
    if _NAMELESS.issuperset(map(id, map(type, items))):
        return zip(repeat(""), items, strict=False)
    return named_in_sequence(items, size)


def named_in_sequence(items: Iterable[Any], size: int) -> Iterator[tuple[str, Any]]:
    """Yield the items of a list or tuple under the names that others give them, or under "".

    size: how many there are. A name gives a pair, such as a header; a header of httpx, which has
    its name twice; in the arguments of a command the option before its value; and to the lines of
    a private key the one that begins it (RFC 7468).
    """
    first: Any = ""
    before: Any = ""
    in_key = False
    for number, item in enumerate(items):
        first = item if number == 0 else first
        was_in_key, in_key = in_key, _is_key_open(item, in_key)
        name = _PRIVATE_KEY if was_in_key and in_key else _from_pair(first, before, number, size)
        yield name or _from_command(first, before, item), item
        before = item


def _is_key_open(line: Any, was_open: bool) -> bool:
    """Tell whether a private key is open behind a line, given whether one was before it."""
    if anatomy.is_one_of(type(line), _NO_LINES):
        return was_open
    text = _ends_of(line)
    if _DASHES not in text:  # as in most; neither of the two is there, then
        return was_open
    if _KEY_BEGINS.search(text.rpartition(_KEY_ENDS)[2]):
        return True
    return was_open and _KEY_ENDS not in text


def _ends_of(value: Any) -> str:
    """Return head and tail of a text or of bytes; of anything else nothing."""
    kind = type(value)
    base: Any = str if issubclass(kind, str) else bytes if issubclass(kind, bytes) else None
    if base is None:
        return ""
    ends = base.__getitem__(value, slice(0, LONGEST))
    if base.__len__(value) > LONGEST:
        ends += base.__getitem__(value, slice(-LONGEST, None))
    return str(ends) if base is str else str(ends, "latin-1")


def _from_pair(first: Any, before: Any, number: int, size: int) -> str:
    if number == 1 and size == 2:
        return name_of(first) if issubclass(type(first), str | bytes | tuple) else ""
    if number == 2 and size == 3 and type(first) is type(before) is bytes:
        return name_of(first) if first.lower() == before.lower() else ""
    return ""


def _from_command(first: Any, before: Any, item: Any) -> str:
    if not issubclass(type(item), str):
        return ""
    option, text = _text(before), _text(item)
    if option in _OPTIONS_WITH_USER and ":" in text:
        return "userinfo"
    if (
        text.startswith("-p")
        and len(text) > len("-p")
        and _CLIENTS_OF_MYSQL.fullmatch(_text(first))
    ):
        return "password"
    found = _OPTION.fullmatch(option)
    return found[1] if found and not text.startswith("-") else ""


def named_in_record(fields: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, Any]]:
    """Yield items under their names; the value beside a name under that name.

    So `{"name": "password", "value": "x"}` has a password, and so has a cookie with such fields.
    """
    rest = iter(fields)
    few = list(islice(rest, _MOST_FIELDS + 1))
    names = [name_of(key) for key, _ in few]
    label = _label(names, few) if len(few) <= _MOST_FIELDS else ""
    for name, (_, item) in zip(names, few, strict=True):
        yield label if label and _bare(name) in _VALUES else name, item
    for key, item in rest:
        yield name_of(key), item


@lru_cache(maxsize=2_048)
def _bare(name: str) -> str:
    return name.strip("_").lower()


def _label(names: list[str], fields: list[tuple[Any, Any]]) -> str:
    for name, (_, item) in zip(names, fields, strict=True):
        if _bare(name) in _LABELS:
            return name_of(item) if issubclass(type(item), str | bytes) else ""
    return ""
