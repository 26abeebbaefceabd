"""Who serves, who leaves, and what is told of it: by the events that a supervisor is given."""

import queue
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from debugpage.server import remembered
from debugpage.server.children import Around, Child, Ended, Said
from debugpage.server.listen import listen
from debugpage.server.plan import Plan
from debugpage.server.prepare import Preparation
from debugpage.server.remembered import Memory
from debugpage.server.steps import Steps
from debugpage.server.supervise import Changed, Manner, Signalled, Supervisor
from debugpage.server.terminal import Terminal
from debugpage.server.watch import Judge, Watched

READY = {"event": "ready"}
CHANGE = Changed(frozenset({"/shop/app.py"}))


class Player(Child):
    """A child that does nothing but note what it is told."""

    def __init__(self, number: int, notes: list[str], *, is_prepared: bool = True) -> None:
        self.pid = number
        self.is_prepared = is_prepared
        self._notes = notes

    def tell(self, message: dict[str, Any], descriptors: Any = ()) -> None:
        self._notes.append(f"{message['do']} {self.pid}{' fd' if descriptors else ''}")

    def stop(self) -> None:
        self._notes.append(f"stop {self.pid}")


class Ahead(Preparation):
    """Has a player ready at each need."""

    name = how = "played"

    def __init__(self, plan: Plan, around: Around) -> None:
        super().__init__(plan, around, lambda _event: None)
        self.notes: list[str] = []
        self.made: list[Player] = []

    def take(self) -> Child:
        self.made.append(Player(len(self.made) + 1, self.notes))
        return self.made[-1]

    def fresh(self, plan: Plan) -> Child:
        self.notes.append(f"notice {plan.notice.splitlines()[:1]}")
        self.made.append(Player(len(self.made) + 1, self.notes, is_prepared=False))
        return self.made[-1]

    def prepare(self, plan: Plan) -> None:
        self.notes.append(f"prepare {len(plan.steps)}")

    def discard(self) -> None:
        self.notes.append("discard")


class Errors:
    """Nobody wrote anything."""

    def last_lines(self) -> str:
        return ""

    def settle(self) -> None: ...

    def forget(self) -> None: ...


class Scene:
    """A supervisor whose first processes serve."""

    def __init__(self, around: Around, manner: Manner) -> None:
        self.ahead = Ahead(Plan("app", "", "/shop"), around)
        steps = Steps(Memory(self.ahead.plan.target))
        judge = Judge(Watched(Path("/shop")))
        events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        errors: Any = Errors()
        terminal = Terminal(quiet=True)
        parts = (events, self.ahead, steps, errors, terminal, judge, manner)
        self.supervisor = Supervisor(*parts)
        self.supervisor._hand_over(self.supervisor._taken())
        for number in range(1, manner.workers + 1):
            self.says(number, READY)
        self.ahead.notes.clear()

    def takes(self, event: Any) -> list[str]:
        """Let an event happen, and return what was done then."""
        self.ahead.notes.clear()
        assert self.supervisor._takes(event)
        return [*self.ahead.notes]

    def says(self, number: int, message: dict[str, Any]) -> list[str]:
        return self.takes(Said(self.ahead.made[number - 1], message))

    def ends(self, number: int, status: int | None = 0) -> list[str]:
        return self.takes(Ended(self.ahead.made[number - 1], status))


@pytest.fixture
def around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Around]:
    monkeypatch.setattr(remembered, "cache_folder", tmp_path.joinpath)
    with closing(listen("127.0.0.1", [0])) as listener:
        yield Around(listener, dict, 2, tmp_path)


@pytest.fixture
def scene(around: Around) -> Scene:
    return Scene(around, Manner())


def test_the_next_begins_as_the_one_before_is_stopped(scene: Scene) -> None:
    assert scene.takes(CHANGE) == ["saved 1", "go 2", "stop 1"]
    assert scene.says(2, READY) == ["prepare 0"]
    assert scene.ends(1) == []


def test_strictly_the_next_begins_when_the_one_before_has_ended(around: Around) -> None:
    scene = Scene(around, Manner(is_strict=True))
    assert scene.takes(CHANGE) == ["saved 1", "stop 1"]
    assert scene.takes(CHANGE) == ["saved 2", "stop 2"]
    assert scene.ends(2, -15) == []
    assert scene.ends(1) == ["go 3"]


def test_all_workers_are_replaced_at_once(around: Around) -> None:
    scene = Scene(around, Manner(workers=2))
    told = scene.takes(CHANGE)
    assert told == ["saved 1", "saved 2", "go 3", "go 4", "stop 1", "stop 2"]
    assert scene.says(3, READY) == []
    assert scene.says(4, READY) == ["prepare 0"]


def test_one_that_ends_is_told_of_by_a_page_once(scene: Scene) -> None:
    assert scene.ends(1, 7) == [
        "notice ['The process that served the app ended with exit code 7.']",
        "go 2",
    ]
    assert scene.ends(2, 7) == []  # not even the page can be served
    assert scene.takes(CHANGE) == ["go 3"]


def test_a_prepared_one_that_crashes_early_is_the_last_prepared(scene: Scene) -> None:
    scene.takes(CHANGE)
    told = scene.ends(2, -11)
    assert told[0] == "discard"
    assert scene.supervisor._preparation.name == "cold"
    scene.supervisor._serving[0].kill()


def test_one_that_finds_something_held_waits_once(scene: Scene) -> None:
    scene.takes(CHANGE)
    assert scene.says(2, {"event": "busy", "why": "in use"}) == []
    assert scene.ends(1) == ["go 3", "stop 2"]
    assert scene.says(3, {"event": "busy", "why": "in use"}) == ["go 3"]


def test_one_that_is_unfit_is_replaced(scene: Scene) -> None:
    scene.takes(CHANGE)
    message = {"event": "unfit", "why": "it is so", "again": True}
    assert scene.says(2, message) == ["discard", "go 3", "stop 2"]
    assert scene.supervisor._preparation is scene.ahead


def test_connections_are_kept_until_all_are_ready(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("debugpage.server.passing.os.close", lambda _descriptor: None)
    passed = {"event": "connection", "descriptors": [1_000]}
    scene.takes(CHANGE)
    assert scene.says(1, passed) == []
    assert scene.says(2, READY) == ["serve 2 fd", "prepare 0"]
    assert scene.says(1, passed) == ["serve 2 fd"]


def test_what_is_imported_later_is_prepared_next_time(scene: Scene) -> None:
    assert scene.says(1, {"event": "imported", "names": ["json", "this"]}) == ["prepare 2"]


def test_a_package_that_is_left_out_is_prepared_no_more(scene: Scene) -> None:
    from debugpage.server.prepare import LeftOut

    scene.says(1, {"event": "imported", "names": ["json", "this"]})
    assert scene.takes(LeftOut("this", "is long")) == ["prepare 1"]


def test_what_counts_for_nothing_changes_nothing(scene: Scene) -> None:
    assert scene.takes(Changed(frozenset({"/shop/app.pyc"}))) == []


def test_a_signal_is_the_last_event(scene: Scene) -> None:
    assert not scene.supervisor._takes(Signalled(2))
