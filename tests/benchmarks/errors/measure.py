"""From an error to the bytes of its page: processor time, one process a contender, by turns."""

import gc
import gzip
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import NamedTuple

from tests.benchmarks.errors.cases import CASES, failing
from tests.benchmarks.errors.contenders import CONTENDERS
from tests.benchmarks.figures import Spread
from tests.benchmarks.progress import Progress
from tests.benchmarks.worker import Worker

NAME = "errors.measure"


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
    """All that was measured, by case and contender: warm, and the first page of a process."""

    pages: Mapping[str, Mapping[str, Pages]]
    cold: Mapping[str, Mapping[str, Spread]]


def sampler(contender: str) -> Callable[[str], tuple[float, int, int]]:
    """Return what makes one page of a case, in a worker: seconds, size, and size by gzip."""
    answer = CONTENDERS[contender]()

    def sample(case: str) -> tuple[float, int, int]:
        fail = failing(case)
        gc.collect()
        began = time.process_time()
        page = answer(fail)
        seconds = time.process_time() - began
        return seconds, len(page), len(gzip.compress(page))

    return sample


def measure(extent: Extent, progress: Progress) -> Result:
    """Measure all contenders; those that are not installed are left out."""
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker(NAME, name)) for name in extent.contenders]
        pages = {case: _pages(case, workers, extent, progress) for case in extent.cases}
    cold = {case: _cold(case, extent, progress) for case in extent.cold_cases}
    return Result(pages, cold)


def _pages(
    case: str, workers: Sequence[Worker], extent: Extent, progress: Progress
) -> dict[str, Pages]:
    progress.say(f"errors, case {case}")
    samples: dict[str, list[tuple[float, int, int]]] = {}
    for _ in range(extent.rounds + 1):
        for worker in workers:
            _try(samples, worker, case)
    return {
        name: Pages(Spread.of(seconds for seconds, _, _ in taken[1:]), *taken[-1][1:])
        for name, taken in samples.items()
    }


def _cold(case: str, extent: Extent, progress: Progress) -> dict[str, Spread]:
    samples: dict[str, list[tuple[float, int, int]]] = {}
    for number in range(extent.cold_rounds):
        progress.say(f"first pages of a process, case {case}, round {number + 1}")
        for name in extent.contenders:
            with Worker(NAME, name) as worker:
                _try(samples, worker, case)
    return {name: Spread.of(seconds for seconds, _, _ in taken) for name, taken in samples.items()}


def _try(samples: dict[str, list[tuple[float, int, int]]], worker: Worker, case: str) -> None:
    try:
        samples.setdefault(worker.contender, []).append(worker.sample(case))
    except RuntimeError:
        samples.pop(worker.contender, None)
