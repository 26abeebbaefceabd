"""A report read back from its JSON: what `json_document` writes, for reports that were stored."""

import json
import types
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from debugpage.report import Report


class NoReport(ValueError):  # noqa: N818 - says what a text is not
    """A text is no report in JSON; the message says where it differs from one."""


def from_json(text: str | bytes) -> Report:
    """Return the report that `to_json` wrote, equal to the one it was given.

    Fields that a report of another version has beside ours are passed over, those it lacks have
    their defaults. Raises NoReport for any other text.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise NoReport("it is not JSON") from None
    if not isinstance(document, dict):
        raise NoReport("it is not an object")
    try:
        report: Report = _read(Report, document.get("report"), "report")
    except RecursionError:
        raise NoReport("its values lie too deep") from None
    return report


def _read(kind: Any, data: Any, place: str) -> Any:
    """Return JSON data as a value of a type that the model uses."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(
            _read(arguments[0], item, f"{place}[{number}]")
            for number, item in enumerate(_checked(list, data, place))
        )
    if origin is types.UnionType:
        return None if data is None else _read(arguments[0], data, place)
    if origin is Literal:
        if data not in arguments:
            raise NoReport(f"{place} is none of {', '.join(arguments)}")
        return data
    if issubclass(kind, tuple):
        return _read_record(kind, _checked(dict, data, place), place)
    return _checked(kind, data, place)


def _read_record(record: Any, members: dict[str, Any], place: str) -> Any:
    known = {name: kind for name, kind in _fields_of(record).items() if name in members}
    missing = [
        name
        for name in _fields_of(record)
        if name not in known and name not in record._field_defaults
    ]
    if missing:
        raise NoReport(f"{place} has no {missing[0]}")
    return record(**{n: _read(kind, members[n], f"{place}.{n}") for n, kind in known.items()})


@lru_cache(maxsize=32)
def _fields_of(record: Any) -> dict[str, Any]:
    return get_type_hints(record)


def _checked(kind: type, data: Any, place: str) -> Any:
    if type(data) is kind:
        return data
    if kind is float and type(data) is int:
        return float(data)
    raise NoReport(f"{place} is no {kind.__name__}")
