"""What is to be written is, beside the app: at its end, too, and by one process alone."""

import os
import subprocess
import sys
import threading
import time

import pytest

from debugpage.history.writer import MOST_WAITING, Writer
from tests.forks import code_of_child


class Paper:
    """Takes what is written, in the threads that write it; waits while `is_held` is cleared."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.threads = set[threading.Thread]()
        self.may_write = threading.Event()
        self.may_write.set()

    def write(self, batch: list[int]) -> None:
        self.may_write.wait(10)
        self.threads.add(threading.current_thread())
        self.batches.append(batch)


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def writer(paper: Paper) -> Writer[int]:
    return Writer(paper.write)


def test_it_writes_elsewhere_what_comes_together_at_once(
    writer: Writer[int], paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("debugpage.history.writer.PAUSE", 60)  # a busy machine may take its time
    for number in range(3):
        writer.put(number)
    assert paper.batches == []
    writer.flush(10)
    assert paper.batches == [[0, 1, 2]]
    assert threading.current_thread() not in paper.threads


def test_one_thread_writes_all_and_ends_when_there_is_no_more(
    writer: Writer[int], paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        writer.put(number)
        writer.flush(10)
    assert paper.batches == [[0], [1], [2]]
    monkeypatch.setattr("debugpage.history.writer.IDLE_SECONDS", 0.01)
    writer.put(3)
    (thread,) = paper.threads
    thread.join(10)
    assert not thread.is_alive()
    writer.put(4)
    writer.flush(10)
    assert paper.batches[-1] == [4]


def test_what_waits_is_bounded_and_the_newest_stays(writer: Writer[int], paper: Paper) -> None:
    paper.may_write.clear()
    for number in range(MOST_WAITING * 3):
        writer.put(number)
    paper.may_write.set()
    writer.flush(10)
    written = [number for batch in paper.batches for number in batch]
    assert len(written) <= 2 * MOST_WAITING
    assert written[-MOST_WAITING:] == list(range(MOST_WAITING * 2, MOST_WAITING * 3))


def test_to_hand_over_takes_no_time(writer: Writer[int], paper: Paper) -> None:
    paper.may_write.clear()
    took = []
    for number in range(50):
        begun = time.perf_counter()
        writer.put(number)
        took.append(time.perf_counter() - begun)
    paper.may_write.set()
    writer.flush(10)
    assert sorted(took)[25] < 0.001


ENDING = """
import atexit, sys
from debugpage.history.writer import Writer
writer = Writer(lambda batch: print(*batch, flush=True))
if sys.argv[1] == "atexit":
    atexit.register(writer.put, "late")
writer.put("early")
if sys.argv[1] == "exit":
    sys.exit()
if sys.argv[1] == "raise":
    raise SystemExit(0)
"""


@pytest.mark.parametrize("how", ["exit", "raise", "atexit"])
def test_a_process_that_ends_in_order_loses_nothing(how: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", ENDING, how], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()
    assert told == ["early", *(["late"] if how == "atexit" else [])]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_child_writes_its_own_and_not_its_parents(writer: Writer[int], paper: Paper) -> None:
    def write_in_child() -> int:
        writer.put(2)
        writer.flush(10)
        return 0 if paper.batches == [[2]] else 2

    writer.put(1)
    code = code_of_child(write_in_child)
    writer.flush(10)
    assert (code, paper.batches) == (0, [[1]])


def test_without_a_thread_it_is_written_at_once_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    written: list[list[int]] = []
    writer = Writer(written.append)
    with monkeypatch.context() as without_threads:
        without_threads.setattr(threading.Thread, "start", refuse)
        writer.put(1)
    writer.put(2)
    writer.flush(30)
    assert written == [[1], [2]]
