"""The keys by which a value can be read: those of dicts and of what libraries build of them."""

import gc
import os
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from debugpage.console.completion import look

MOST = 10_000
"""Keys of a value that are looked at."""

Reader = Callable[[Any], Iterable[Any]]


def keys_of(value: object) -> list[Any]:
    """Return the keys of a value that are literals; none where it has none, or hides them."""
    for base in look.lineage(type(value)):
        reader = _READERS.get(look.full_name(base))
        if reader is not None:
            try:
                return [key for key in islice(reader(value), MOST) if look.is_literal(key)]
            except Exception:  # noqa: BLE001  # a library of another version, or changed meanwhile
                return []
    return []


def _of_dict(value: Any) -> Iterable[Any]:
    return list(islice(dict.keys(value), MOST))


def _within(name: str) -> Reader:
    """Return a reader of the dict that an object holds under that name."""

    def read(value: Any) -> Iterable[Any]:
        inner = look.read(value, name)
        return _of_dict(inner) if issubclass(type(inner), dict) else ()

    return read


def _of_environ(value: Any) -> Iterable[Any]:
    names = _within("_data")(value)
    return [os.fsdecode(name) if type(name) is bytes else name for name in names]


def _of_proxy(value: Any) -> Iterable[Any]:
    # The collector tells what a proxy refers to; the proxy itself would ask it.
    (inner,) = gc.get_referents(value)
    return _of_dict(inner) if issubclass(type(inner), dict) else ()


def _of_headers(value: Any) -> Iterable[Any]:
    pairs = look.read(value, "_list")
    names = [pair[0] for pair in pairs if type(pair) is tuple] if type(pairs) is list else []
    return [name.decode("latin-1") if type(name) is bytes else name for name in names]


def _of_wsgi_headers(value: Any) -> Iterable[Any]:
    """Read the headers that Werkzeug leaves in the environment (PEP 3333)."""
    for key in _within("environ")(value):
        if type(key) is str and key.startswith("HTTP_"):
            yield key.removeprefix("HTTP_").replace("_", "-").title()


def _of_table(value: Any) -> Iterable[Any]:
    """Read the columns of a pandas table, and what the values of a series are called."""
    manager = look.read(value, "_mgr")
    if not look.full_name(type(manager)).startswith("pandas."):
        return ()
    labels = manager.axes[0]
    is_own = look.full_name(type(labels)).startswith("pandas.")
    found: list[Any] = labels[:MOST].tolist() if is_own else []
    return found


def _of_row(value: Any) -> Iterable[Any]:
    names: list[str] = look.in_class(type(value), "keys")(value)
    return names


_READERS: dict[str, Reader] = {
    "builtins.dict": _of_dict,
    "builtins.mappingproxy": _of_proxy,
    "collections.UserDict": _within("data"),
    "os._Environ": _of_environ,
    "pandas.DataFrame": _of_table,
    "pandas.core.frame.DataFrame": _of_table,
    "pandas.Series": _of_table,
    "pandas.core.series.Series": _of_table,
    "sqlite3.Row": _of_row,
    "starlette.datastructures.Headers": _of_headers,
    "starlette.datastructures.ImmutableMultiDict": _within("_dict"),
    "werkzeug.datastructures.headers.EnvironHeaders": _of_wsgi_headers,
    "werkzeug.datastructures.headers.Headers": _of_headers,
}
