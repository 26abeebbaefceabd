"""Processes are made ready ahead, taken, and let go: with real ones, that serve nothing."""

import os
import queue
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from debugpage.server.children import Around, Child, Ended, Report
from debugpage.server.forked import ZygoteEnded, ZygoteReady
from debugpage.server.listen import listen
from debugpage.server.plan import Plan
from debugpage.server.prepare import Cold, Fork, GivesUp, Preparation, Spare, choose

SECONDS = 30
linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone forks")
Some = TypeVar("Some", bound=Preparation)
Make = Callable[[type[Some]], Some]


@pytest.fixture
def events() -> "queue.SimpleQueue[Any]":
    return queue.SimpleQueue()


@pytest.fixture
def errors(tmp_path: Path) -> Path:
    return tmp_path / "errors"


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan("app", "", str(tmp_path), steps=("colorsys",))


@pytest.fixture
def make(
    plan: Plan, errors: Path, events: "queue.SimpleQueue[Any]"
) -> Iterator[Callable[[type[Preparation]], Preparation]]:
    made: list[Preparation] = []
    taken: list[Child] = []
    with listen("127.0.0.1", [0]) as listener, errors.open("wb") as stderr:
        around = Around(listener, lambda: dict(os.environ), stderr.fileno(), Path.cwd())

        def make(kind: type[Preparation], report: Report = events.put) -> Preparation:
            made.append(kind(plan, around, report))
            take = made[-1].take
            made[-1].take = lambda: _noted(take(), taken)  # type: ignore[method-assign]
            return made[-1]

        yield make
        for preparation in made:
            preparation.discard()
        for child in taken:
            child.kill()
            assert child.wait(SECONDS)


def _noted(child: Child, taken: list[Child]) -> Child:
    taken.append(child)
    return child


def wait_for(events: "queue.SimpleQueue[Any]", kind: type[Any]) -> Any:
    while not isinstance(event := events.get(timeout=SECONDS), kind):
        pass
    return event


@pytest.mark.parametrize("kind", [Cold, Spare, pytest.param(Fork, marks=linux)])
def test_a_process_can_always_be_had(make: Make[Preparation], kind: type[Preparation]) -> None:
    preparation = make(kind)
    child = preparation.take()
    assert child.is_alive
    assert not child.is_prepared
    child.stop()
    assert child.wait(SECONDS)


def test_a_spare_is_taken_once_and_another_made_when_asked_for(
    make: Make[Spare], plan: Plan
) -> None:
    preparation = make(Spare)
    preparation.prepare(plan)
    preparation.prepare(plan)
    spare = preparation.take()
    assert spare.is_prepared
    assert not preparation.take().is_prepared
    preparation.prepare(plan)
    assert preparation.take().is_prepared


def test_a_spare_that_has_ended_is_replaced(
    make: Make[Spare], plan: Plan, events: "queue.SimpleQueue[Any]"
) -> None:
    preparation = make(Spare)
    preparation.prepare(plan)
    spare = preparation._spare
    assert spare
    spare.kill()
    preparation.hear(wait_for(events, Ended))
    assert preparation.take().pid != spare.pid


def ready(fork: Fork, plan: Plan, events: "queue.SimpleQueue[Any]") -> Fork:
    fork.prepare(plan)
    fork.hear(wait_for(events, ZygoteReady))
    return fork


@linux
def test_a_zygote_forks_ahead_and_for_each_need(
    make: Make[Fork], plan: Plan, events: "queue.SimpleQueue[Any]"
) -> None:
    fork = ready(make(Fork), plan, events)
    first, second = fork.take(), fork.take()
    assert first.is_prepared
    assert second.is_prepared
    assert first.pid != second.pid
    first.kill()
    assert wait_for(events, Ended) == Ended(first, -signal.SIGKILL)


@linux
def test_a_step_more_is_another_zygote_and_a_step_less_is_not(
    make: Make[Fork], plan: Plan, events: "queue.SimpleQueue[Any]"
) -> None:
    fork = ready(make(Fork), plan, events)
    zygote = fork._zygote
    fork.prepare(plan._replace(steps=()))
    assert fork._coming is None
    fork.prepare(plan._replace(steps=(*plan.steps, "this")))
    assert fork._coming
    fork.hear(wait_for(events, ZygoteReady))
    assert fork._zygote is not zygote
    assert fork.take().is_prepared


@linux
def test_a_zygote_that_ends_is_replaced_and_one_that_never_is_ready_given_up(
    make: Make[Fork], plan: Plan, events: "queue.SimpleQueue[Any]"
) -> None:
    fork = ready(make(Fork), plan, events)
    assert fork._zygote
    fork._zygote.kill()
    fork.hear(wait_for(events, ZygoteEnded))
    assert fork._coming
    fork._coming.kill()
    fork.hear(wait_for(events, ZygoteEnded))
    assert wait_for(events, GivesUp).why == "the process to be forked was ended by SIGKILL"


@linux
def test_what_is_discarded_ends(
    make: Make[Fork], plan: Plan, events: "queue.SimpleQueue[Any]"
) -> None:
    fork = ready(make(Fork), plan, events)
    fork.discard()
    told: set[type] = set()
    while not {Ended, ZygoteEnded} <= told:
        told.add(type(events.get(timeout=SECONDS)))
    assert not fork.take().is_prepared


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="Windows has no such masks")
@pytest.mark.parametrize("kind", [Cold, Spare, pytest.param(Fork, marks=linux)])
def test_ctrl_c_shows_no_traceback_of_a_process_that_starts(
    make: Make[Preparation], plan: Plan, errors: Path, kind: type[Preparation]
) -> None:
    preparation = make(kind)
    preparation.prepare(plan)
    child = preparation.take()
    pids = {child.pid, *(one.pid for one in [getattr(preparation, "_coming", None)] if one)}
    for _ in range(40):  # from before the interpreter runs to when it is ready
        for pid in pids:
            os.kill(pid, signal.SIGINT)
        assert not child.wait(0.01)
    assert errors.read_bytes() == b""


def test_the_best_there_is_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose("cold") is Cold
    assert choose("spare") is Spare
    monkeypatch.setattr("sys.platform", "darwin")
    assert choose("auto") is Spare
