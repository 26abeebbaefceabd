"""Foreign code under a limit of time: what hangs is passed over, what does not is run."""

import threading
import time
from collections.abc import Callable

import pytest

from debugpage.capture import capture
from debugpage.capture.guard import run_in_rounds, run_within
from debugpage.options import Options
from debugpage.report import Report


class Spinning:
    def __repr__(self) -> str:
        while True:
            pass


class Sleeping:
    def __repr__(self) -> str:
        time.sleep(2)
        return "rested"


class Friendly:
    def __repr__(self) -> str:
        return "<friendly>"


def report_beside(hanging: object) -> Report:
    friendly, both, own = Friendly(), [hanging, Friendly()], [Friendly()]
    try:
        raise LookupError(friendly, both, own)
    except LookupError as error:
        return capture(error, options=Options(repr_milliseconds=400))


@pytest.mark.parametrize("hanging", [Spinning, Sleeping])
def test_the_neighbours_of_an_object_that_hangs_are_shown(hanging: Callable[[], object]) -> None:
    began = time.monotonic()
    frame = report_beside(hanging()).problems[0].frames[-1]
    assert time.monotonic() - began < 1.5
    shown = {entry.name: entry.value for entry in frame.locals}
    assert shown["hanging"].text.endswith(f"{hanging.__name__} object: not loaded>")
    assert shown["friendly"].text == "<friendly>"
    assert shown["own"].text == "[<friendly>]"
    assert [child.value.kind for child in shown["both"].children] == ["failed", "object"]


def test_a_job_that_learns_is_finished_in_a_later_round() -> None:
    tries: list[int] = []

    def job() -> str:
        tries.append(1)
        while len(tries) == 1:
            pass
        return "done"

    assert run_in_rounds(0.4, [lambda: "first", job, lambda: "last"]) == ["first", "done", "last"]


def test_rounds_end_with_their_time() -> None:
    def never() -> str:
        while True:
            pass

    began = time.monotonic()
    assert run_in_rounds(0.2, [lambda: "first", never]) == ["first"]
    assert time.monotonic() - began < 1


def test_nothing_is_asked_where_no_thread_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    began = time.monotonic()
    assert run_in_rounds(30, [lambda: "done"]) == run_within(30, [lambda: "done"]) == []
    frame = report_beside(Friendly()).problems[0].frames[-1]
    assert time.monotonic() - began < 15
    shown = {entry.name: entry.value.text for entry in frame.locals}
    assert shown["friendly"].endswith("Friendly object: not loaded>")
