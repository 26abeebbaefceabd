"""Errors as lines of a list: what is told of each, and those that are equal as one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from debugpage.render.story import focus
from debugpage.render.visible import visible
from debugpage.render.words import (
    location,
    occasion,
    one_line,
    qualified_type,
    short_headline,
)
from debugpage.report import Report, heading

NOTHING = "Nothing has failed."


class Line(NamedTuple):
    """One error in a list.

    `time` is in seconds since the epoch. `occasion` is when it failed (`GET /checkout`, `thread
    mailer`), `place` where (`shop/tax.py:12`). Lines with the same `likeness` are of equal errors.
    `is_alive` tells whether its consoles can be had.
    """

    id: str
    time: float
    error: str
    occasion: str
    place: str
    function: str
    likeness: str
    is_alive: bool = False


class Group(NamedTuple):
    """Equal errors, the newest first."""

    lines: tuple[Line, ...]

    @property
    def is_alive(self) -> bool:
        """Whether the consoles of any of them can be had."""
        return any(line.is_alive for line in self.lines)


def line_of(report: Report) -> Line:
    """Return what is told of a report in a list."""
    index, frame = focus(report)
    problem = heading(report.problems)
    root = report.problems[index]
    place = location(frame) if frame else ""
    function = frame.function if frame and frame.function != "<syntax>" else ""
    asked = report.request
    request = f"{asked.method} {asked.path or asked.url}" if asked else ""
    # What tasks and threads are called tells one from the other, not what is wrong with them.
    what = (qualified_type(problem), qualified_type(root), frame.file if frame else "", place)
    return Line(
        report.id,
        report.time,
        visible(short_headline(problem)),
        visible(occasion(report)),
        visible(one_line(place)),
        visible(one_line(function)),
        visible("\n".join((*what, report.origin, request))),
    )


def grouped(lines: Iterable[Line]) -> list[Group]:
    """Return lines with those that are equal together, the newest first."""
    found: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda line: line.time, reverse=True):
        found.setdefault(line.likeness, []).append(line)
    return [Group(tuple(lines)) for lines in found.values()]


def row(group: Group, now: datetime) -> dict[str, Any]:
    """Return what the list shows of equal errors, as texts."""
    newest = group.lines[0]
    return {
        **_moment(newest, now),
        "error": newest.error,
        "occasion": newest.occasion,
        "place": newest.place,
        "function": newest.function,
        "alive": group.is_alive,
        "count": len(group.lines),
        "earlier": [_moment(line, now) for line in group.lines[1:]],
    }


BLANK: Mapping[str, Any] = {
    **dict.fromkeys(("id", "datetime", "time", "error", "occasion", "place", "function"), ""),
    "alive": False,
    "count": 1,
    "earlier": (),
}
"""A row that a page's script fills in."""


def to_text(groups: Sequence[Group], now: datetime) -> str:
    """Return the list as plain text: two lines for equal errors, as columns would not fit."""
    if not groups:
        return NOTHING + "\n"
    return "".join(_as_text(row(group, now)) for group in groups)


def _as_text(told: dict[str, Any]) -> str:
    times = f" (×{told['count']})" if told["count"] > 1 else ""  # noqa: RUF001 - times
    where = " · ".join(filter(None, (told["occasion"], told["place"], told["function"])))
    state = "alive" if told["alive"] else "gone"
    return f"{told['time']}  {told['error']}{times}\n    {where} · {state} · {told['id']}\n"


def _moment(line: Line, now: datetime) -> dict[str, Any]:
    moment = datetime.fromtimestamp(line.time).astimezone()
    return {
        "id": line.id,
        "datetime": moment.isoformat(timespec="seconds"),
        "time": told_time(line.time, now),
        "alive": line.is_alive,
    }


def told_time(seconds: float, now: datetime) -> str:
    """Return `14:03:22`, and the day before it where that is not today's (in the local zone)."""
    moment = datetime.fromtimestamp(seconds).astimezone()
    is_today = moment.date() == now.date()
    return moment.strftime("%H:%M:%S" if is_today else "%Y-%m-%d %H:%M:%S")
