"""A report as it is stored: JSON that is written fast, and read by other versions, too.

A record of the model is the list of its fields, for so Python writes a named tuple in one go; the
names of the fields stand in front, once for all records of a kind.
"""

import json
from typing import Any, get_args

from debugpage.render.json_reader import NoReport, fields_of, parsed, report_from
from debugpage.render.thrift import fitting
from debugpage.report import Report


def packed(report: Report) -> str:
    """Return the report as a text in ASCII, so that lone surrogates survive.

    A report that is too large for one is cut down as its page is.
    """
    return fitting(report, _written, whole=True)


def unpacked(text: str) -> Report:
    """Return the report that `packed` wrote.

    Fields that a report of another version has beside ours are passed over, those it lacks have
    their defaults. Raises NoReport for any other text.
    """
    document = parsed(text)
    if not isinstance(document, list) or len(document) != 2:
        raise NoReport("it is no report that was packed")
    names, report = document
    if not _are_names(names):
        raise NoReport("it does not name the fields of its records")
    return report_from(report, names)


def _written(report: Report) -> str:
    return _encoded([_NAMES, report])


def _are_names(names: object) -> bool:
    return isinstance(names, dict) and all(
        isinstance(fields, list) and all(isinstance(name, str) for name in fields)
        for fields in names.values()
    )


def _names_below(kind: Any, found: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the names of the fields of all records that a type may hold, by the records' own."""
    if isinstance(kind, type) and issubclass(kind, tuple) and kind.__name__ not in found:
        fields = fields_of(kind)
        found[kind.__name__] = tuple(fields)
        for inner in fields.values():
            _names_below(inner, found)
    for inner in get_args(kind):
        _names_below(inner, found)
    return found


_NAMES = _names_below(Report, {})
_encoded = json.JSONEncoder(check_circular=False).encode  # a report, made of tuples, has no circles
