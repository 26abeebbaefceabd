"""A report as plain text: Python's own traceback, and where to read more."""

from debugpage.render.thrift import fitting
from debugpage.render.visible import visible
from debugpage.render.words import outside
from debugpage.report import Report


def to_text(report: Report) -> str:
    """Return the plain traceback, followed by the report's id and address."""
    return fitting(report, _written, whole=True)


def _written(report: Report) -> str:
    where = f", {work}" if (work := outside(report)) else ""
    lines = [report.traceback.rstrip("\n"), "", f"debugpage error {report.id}{where}"]
    if report.address:
        lines.append(report.address)
    return visible("\n".join(lines)) + "\n"
