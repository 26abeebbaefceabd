"""A report as JSON: the members of RFC 9457, and the whole report beside them."""

import json
from http import HTTPStatus
from typing import Any

from debugpage.render.words import headline
from debugpage.report import Report, heading


def to_json(report: Report) -> str:
    """Return the report as one JSON document in ASCII, so that lone surrogates survive."""
    return json.dumps(document(report), indent=1)


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
