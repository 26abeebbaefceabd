"""A report read back from its JSON, in which a record of the model is an object or a list."""

import json
import types
from collections.abc import Mapping, Sequence
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
    document = parsed(text)
    if not isinstance(document, dict):
        raise NoReport("it is not an object")
    return report_from(document.get("report"))


def parsed(text: str | bytes) -> Any:
    """Return what a text is as JSON. Raises NoReport for what is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise NoReport("it is not JSON") from None


def report_from(data: Any, names: Mapping[str, Sequence[str]] | None = None) -> Report:
    """Return the report that JSON data is. Raises NoReport.

    names: where records are lists, the names of their fields in order, by the record's own name.
    """
    try:
        report: Report = _Reader(names or {}).read(Report, data, "report")
    except RecursionError:
        raise NoReport("its values lie too deep") from None
    return report


class _Reader:
    """Reads values of the types that the model uses. names: those of fields of records in lists."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._names = names

    def read(self, kind: Any, data: Any, place: str) -> Any:
        """Return JSON data as a value of a type; `place` says where it stands."""
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is tuple:
            return tuple(
                self.read(arguments[0], item, f"{place}[{number}]")
                for number, item in enumerate(_checked(list, data, place))
            )
        if origin is types.UnionType:
            return None if data is None else self.read(arguments[0], data, place)
        if origin is Literal:
            if data not in arguments:
                raise NoReport(f"{place} is none of {', '.join(arguments)}")
            return data
        if issubclass(kind, tuple):
            return self._record(kind, data, place)
        return _checked(kind, data, place)

    def _record(self, record: Any, data: Any, place: str) -> Any:
        members, fields = self._members(record, data, place), fields_of(record)
        known = {name: kind for name, kind in fields.items() if name in members}
        missing = [
            name for name in fields if name not in known and name not in record._field_defaults
        ]
        if missing:
            raise NoReport(f"{place} has no {missing[0]}")
        return record(
            **{n: self.read(kind, members[n], f"{place}.{n}") for n, kind in known.items()}
        )

    def _members(self, record: Any, data: Any, place: str) -> dict[str, Any]:
        names = self._names.get(record.__name__)
        if names is None:
            return dict(_checked(dict, data, place))
        if len(_checked(list, data, place)) != len(names):
            raise NoReport(f"{place} has not {len(names)} fields")
        return dict(zip(names, data, strict=True))


@lru_cache(maxsize=32)
def fields_of(record: Any) -> dict[str, Any]:
    """Return the types of the fields of a record, by name."""
    return get_type_hints(record)


def _checked(kind: type, data: Any, place: str) -> Any:
    if type(data) is kind:
        return data
    if kind is float and type(data) is int:
        return float(data)
    raise NoReport(f"{place} is no {kind.__name__}")
