"""Errors as lines: equal ones as one, the newest first, and when each was."""

from datetime import UTC, datetime

from debugpage.render.listing import BLANK, Group, grouped, line_of, row, to_text, told_time
from debugpage.report import Origin, Report
from tests import reports

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).astimezone()
SECONDS = NOW.timestamp()


def error(name: str, ago: float = 0, *, origin: Origin = "request", task: str = "") -> Report:
    report = reports.plain()._replace(id=name, time=SECONDS - ago, origin=origin, task=task)
    return report if origin == "request" else report._replace(request=None)


def ids(groups: list[Group]) -> list[list[str]]:
    return [[line.id for line in group.lines] for group in groups]


def test_equal_errors_are_one_and_the_newest_first() -> None:
    other = reports.chained()._replace(id="other", time=SECONDS - 2)
    lines = map(line_of, (error("a", 3), other, error("b", 1), error("c", 5)))
    assert ids(grouped(lines)) == [["b", "a", "c"], ["other"]]


def test_another_path_or_line_is_another_error() -> None:
    here = error("here")
    assert here.request is not None
    elsewhere = here._replace(id="elsewhere", request=here.request._replace(path="/other"))
    problem = here.problems[0]
    moved = problem._replace(
        frames=tuple(frame._replace(line=frame.line + 1) for frame in problem.frames)
    )
    below = here._replace(id="below", problems=(moved, *here.problems[1:]))
    assert len(grouped(map(line_of, (here, elsewhere, below)))) == 3


def test_what_a_task_is_called_tells_it_from_no_other() -> None:
    tasks = [error(f"{n}", n, origin="task", task=f"Task-{n}") for n in range(3)]
    (group,) = grouped(map(line_of, tasks))
    assert group.lines[0].occasion == "task Task-0"
    thread = error("thread", 9, origin="thread", task="Task-1")
    assert len(grouped(map(line_of, (*tasks, thread)))) == 2


def test_a_group_is_alive_while_one_of_it_is() -> None:
    lines = [line_of(error("a", 1)), line_of(error("b"))._replace(is_alive=True)]
    (group,) = grouped(lines)
    told = row(group, NOW)
    assert (told["alive"], told["count"]) == (True, 2)
    assert [(one["id"], one["alive"]) for one in told["earlier"]] == [("a", False)]
    assert told.keys() == BLANK.keys()


def test_the_day_is_told_where_it_is_not_today() -> None:
    assert told_time(SECONDS, NOW) == NOW.strftime("%H:%M:%S")
    assert told_time(SECONDS - 24 * 3600, NOW) == NOW.strftime("2026-11-21 %H:%M:%S")


def test_as_text() -> None:
    text = to_text(grouped(map(line_of, (error("a", 1), error("b")))), NOW)
    first, second = text.splitlines()
    assert first.endswith("KeyError: 'DE' (×2)")  # noqa: RUF001 - times
    assert second == "    POST /checkout · shop/tax.py:10 · rate_for · gone · b"
    assert to_text([], NOW) == "Nothing has failed.\n"


def test_every_line_is_one_line_without_hidden_characters() -> None:
    for evil in reports.HOSTILE_TEXTS:
        line = line_of(reports.hostile(evil))
        for text in (line.error, line.occasion, line.place, line.function):
            assert "\n" not in text
            assert not set(text) & set("\x00\x1b\u202e\u200b\ud800")
