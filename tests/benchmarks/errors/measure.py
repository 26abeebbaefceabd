"""From an error to the bytes of its page: processor time, one process a contender, by turns.

Warm is what a process costs that has failed so before: a turn makes pages for a while, and the
first turn, in which caches fill and the interpreter adapts its code, does not count.
"""

import gc
import gzip
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

from tests.benchmarks.errors.cases import CASES, failing
from tests.benchmarks.errors.contenders import CONTENDERS, Answer
from tests.benchmarks.figures import Spread
from tests.benchmarks.progress import Progress
from tests.benchmarks.requests import Fail
from tests.benchmarks.worker import Worker

NAME = "errors.measure"
SECONDS_A_TURN = 0.05
SECONDS_TO_SETTLE = 0.4
FIRST_ALONE = "0"
PEAK = "peak"
MEBIBYTE = 1 << 20


class Extent(NamedTuple):
    """How often what is measured."""

    rounds: int = 7
    cold_rounds: int = 3
    cases: tuple[str, ...] = tuple(CASES)
    cold_cases: tuple[str, ...] = ("a", "f")
    contenders: tuple[str, ...] = tuple(CONTENDERS)


QUICK = Extent(rounds=3, cold_rounds=1)


class Pages(NamedTuple):
    """What one contender's pages of one case cost, processor seconds, and how large one is."""

    warm: Spread
    size: int
    gzipped: int


class Result(NamedTuple):
    """All that was measured, by case and contender: warm, and the first page of a process.

    peaks: the most memory that is taken at once for a page of the case with large values, MiB.
    """

    pages: Mapping[str, Mapping[str, Pages]]
    cold: Mapping[str, Mapping[str, Spread]]
    peaks: Mapping[str, float]


def sampler(contender: str) -> Callable[[str, str], Any]:
    """Return what makes pages of a case for so many seconds, in a worker, but at least one.

    It tells what one takes, in processor seconds, how large it is, and how large by gzip; asked
    for the peak, the most memory that one takes.
    """
    answer = CONTENDERS[contender]()

    def sample(case: str, seconds: str) -> Any:
        fail = failing(case)
        gc.collect()
        return _peak(answer, fail) if seconds == PEAK else _turn(answer, fail, float(seconds))

    return sample


def _turn(answer: Answer, fail: Fail, seconds: float) -> tuple[float, int, int]:
    made, taken, began = 0, 0.0, time.process_time()
    while not made or taken < seconds:
        page = answer(fail)
        made, taken = made + 1, time.process_time() - began
    return taken / made, len(page), len(gzip.compress(page))


def _peak(answer: Answer, fail: Fail) -> float:
    answer(fail)
    tracemalloc.start()
    answer(fail)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / MEBIBYTE


def measure(extent: Extent, progress: Progress) -> Result:
    """Measure all contenders; those that are not installed are left out."""
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker(NAME, name)) for name in extent.contenders]
        pages = {case: _pages(case, workers, extent, progress) for case in extent.cases}
    cold = {case: _cold(case, extent, progress) for case in extent.cold_cases}
    return Result(pages, cold, _peaks(extent, progress) if "d" in extent.cases else {})


def _pages(
    case: str, workers: Sequence[Worker], extent: Extent, progress: Progress
) -> dict[str, Pages]:
    progress.say(f"errors, case {case}")
    samples: dict[str, list[Any]] = {}
    for seconds in (SECONDS_TO_SETTLE, *[SECONDS_A_TURN] * extent.rounds):
        for worker in workers:
            _try(samples, worker, case, str(seconds))
    return {
        name: Pages(Spread.of(seconds for seconds, _, _ in taken[1:]), *taken[-1][1:])
        for name, taken in samples.items()
    }


def _cold(case: str, extent: Extent, progress: Progress) -> dict[str, Spread]:
    samples: dict[str, list[Any]] = {}
    for number in range(extent.cold_rounds):
        progress.say(f"first pages of a process, case {case}, round {number + 1}")
        for name in extent.contenders:
            with Worker(NAME, name) as worker:
                _try(samples, worker, case, FIRST_ALONE)
    return {name: Spread.of(seconds for seconds, _, _ in taken) for name, taken in samples.items()}


def _peaks(extent: Extent, progress: Progress) -> dict[str, float]:
    progress.say("memory for a page of large values")
    samples: dict[str, list[Any]] = {}
    for name in extent.contenders:
        with Worker(NAME, name) as worker:
            _try(samples, worker, "d", PEAK)
    return {name: taken[0] for name, taken in samples.items()}


def _try(samples: dict[str, list[Any]], worker: Worker, case: str, seconds: str) -> None:
    try:
        samples.setdefault(worker.contender, []).append(worker.sample(case, seconds))
    except RuntimeError:
        samples.pop(worker.contender, None)
