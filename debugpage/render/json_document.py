"""A report as JSON: the members of RFC 9457, and the whole report beside them."""

import json
from functools import partial
from http import HTTPStatus
from typing import Any

from debugpage.render.thrift import fitting
from debugpage.render.words import headline
from debugpage.report import Report, heading

SHORTENED = (
    "The report was too large. What its values hold, further locals, lines around the failing "
    "one and the middles of long texts are left out; omitted and locals_omitted count them."
)


def to_json(report: Report) -> str:
    """Return the report as one JSON document in ASCII, so that lone surrogates survive.

    A report that is too large for one is cut down as its page is, and `shortened` says so.
    """
    return fitting(report, partial(_written, report), whole=True)


def _written(whole: Report, shown: Report) -> str:
    extra = {} if shown is whole else {"shortened": SHORTENED}
    return json.dumps(document(shown) | extra)


def document(report: Report) -> dict[str, Any]:
    """Return the members of the document: those of RFC 9457, section 3.1, then `report`."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    members = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": headline(heading(report.problems)),
        "instance": report.address,
        "report": plain(report),
    }
    return {name: member for name, member in members.items() if member != ""}


def plain(record: Any) -> Any:
    """Return a record of the model as dicts, lists and scalars: named tuples become dicts."""
    if not isinstance(record, tuple):
        return record
    fields = getattr(record, "_fields", None)
    if fields is None:
        return [plain(item) for item in record]
    return {name: plain(item) for name, item in zip(fields, record, strict=True)}
