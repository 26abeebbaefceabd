"""Objects of well-known libraries, told without spelling out their data or running their queries.

They are recognised by the names of their classes, so that no library is imported. What is read
of them is the library's own, through the class that the library defines.
"""

import sys
from collections.abc import Callable
from functools import lru_cache
from itertools import islice
from types import WrapperDescriptorType
from typing import Any

from debugpage.capture import anatomy
from debugpage.capture.source.library import home_of

Teller = Callable[[type, Any], str]

MOST_ITEMS = 8


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _listing(items: list[Any], size: int) -> str:
    shown = [item for item in items if type(item) in (int, float, bool, complex, str)]
    texts = [repr(item)[:40] for item in shown[:MOST_ITEMS]]
    if not texts:
        return ""
    return ": " + ", ".join(texts) + (", …" if size > len(texts) else "")


def _array(base: type, value: Any) -> str:
    shape = _read(base, "shape", value)
    first = _read(base, "flat", value)[:MOST_ITEMS].tolist()
    listing = _listing(first, _read(base, "size", value))
    return f"<array of shape {shape} and dtype {_read(base, 'dtype', value)}{listing}>"


def _tensor(base: type, value: Any) -> str:
    shape, dtype = tuple(_read(base, "shape", value)), _read(base, "dtype", value)
    return f"<tensor of shape {shape} and dtype {dtype} on {_read(base, 'device', value)}>"


def _column(name: object) -> str:
    return str(name)[:40] if type(name) in (str, int) else f"<{anatomy.type_name(type(name))}>"


def _frame(base: type, value: Any) -> str:
    rows, columns = _read(base, "shape", value)
    dtypes = _read(base, "dtypes", value)
    pairs = zip(_read(base, "columns", value), dtypes, strict=False)
    told = [f"{_column(name)} {dtype}" for name, dtype in islice(pairs, MOST_ITEMS)]
    told += ["…"] if columns > len(told) else []
    size = f"{_count(rows, 'row')} and {_count(columns, 'column')}"
    return f"<data frame of {size}{': ' if told else ''}{', '.join(told)}>"


def _series(base: type, value: Any) -> str:
    (rows,) = _read(base, "shape", value)
    return f"<series of {_count(rows, 'value')} of dtype {_read(base, 'dtype', value)}>"


def _query(base: type, _value: Any) -> str:
    return f"<{anatomy.qualified_name(base)}: not evaluated>"


def _query_set(_base: type, value: Any) -> str:
    held = anatomy.instance_dict(value) or {}
    model, results = held.get("model"), held.get("_result_cache")
    of = f" of {anatomy.qualified_name(model)}" if isinstance(model, type) else ""
    if type(results) is list:
        return f"<QuerySet{of}: {_count(len(results), 'row')} read>"
    return f"<QuerySet{of}: not evaluated>"


_TELLERS: dict[str, Teller] = {
    "numpy.ndarray": _array,
    "torch.Tensor": _tensor,
    "pandas.DataFrame": _frame,
    "pandas.core.frame.DataFrame": _frame,
    "pandas.Series": _series,
    "pandas.core.series.Series": _series,
    "polars.dataframe.frame.DataFrame": _frame,
    "polars.series.series.Series": _series,
    "django.db.models.query.QuerySet": _query_set,
    "sqlalchemy.orm.query.Query": _query,
    "peewee.BaseQuery": _query,
    "pony.orm.core.Query": _query,
    "mongoengine.queryset.queryset.QuerySet": _query,
}
_SELF_CONTAINED = frozenset(
    {
        "numpy.ndarray",
        "pandas.DataFrame",
        "pandas.core.frame.DataFrame",
        "pandas.Series",
        "pandas.core.series.Series",
    }
)
_LIBRARIES = frozenset(name.partition(".")[0] for name in _TELLERS)


def told_by_library(value: object) -> str:
    """Return what is told of an object of a well-known library, or "" for any other.

    May raise whatever the library does.
    """
    found = _tellers.of(type(value))
    return found[1](found[0], value) if found else ""


def needs_guard(value: object) -> bool:
    """Tell whether a library is asked what is told of an object, and may ask others for that.

    An array and a table of a library's own class ask nobody.
    """
    return _asking.of(type(value))


def _asks(cls: type) -> bool:
    if not _teller_of(cls):
        return False
    home = anatomy.instance_dict(sys.modules.get(anatomy.module_name(cls).partition(".")[0])) or {}
    is_genuine = home.get(anatomy.qualified_name(cls)) is cls
    return not (is_genuine and anatomy.type_name(cls) in _SELF_CONTAINED)


def _teller_of(cls: type) -> tuple[type, Teller] | None:
    """Return the class that a library defines, and who tells of its objects; None of others."""
    for base in anatomy.lineage(cls):
        if anatomy.module_name(base).partition(".")[0] in _LIBRARIES:
            teller = _TELLERS.get(anatomy.type_name(base))
            if teller is not None:
                return base, teller
    return None


_tellers = anatomy.PerClass(_teller_of)
_asking = anatomy.PerClass(_asks)


def is_of_library(cls: type) -> bool:
    """Tell whether a class is no developer's own: its objects, too, are of interest on demand."""
    return _is_librarys(anatomy.module_name(cls))


def speaks_for_itself(cls: type) -> bool:
    """Tell whether what an object says of itself takes code in Python: its `__repr__` is such."""
    return type(anatomy.class_attribute(cls, "__repr__")) is not WrapperDescriptorType


@lru_cache(maxsize=1_024)
def _is_librarys(module: str) -> bool:
    file = (anatomy.instance_dict(sys.modules.get(module)) or {}).get("__file__")
    if type(file) is not str:
        return module.partition(".")[0] in sys.stdlib_module_names
    return bool(home_of(file, "").library)


def _read(base: type, name: str, value: object) -> Any:
    """Read an attribute as the library's class defines it, whatever a subclass makes of it."""
    return anatomy.class_attribute(base, name).__get__(value, base)
