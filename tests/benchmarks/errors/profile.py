"""Where the time of a page goes: processor time by what the code is for, from Python's profiler.

The profiler makes calls dearer than they are, so that shares are rough. What built-in functions
take is their caller's; the time of a guarded thread is that of whoever waits for it.
"""

import pstats
import sys
import time
from collections.abc import Mapping
from cProfile import Profile
from typing import Any, NamedTuple

from tests.benchmarks.errors.cases import TITLES, failing
from tests.benchmarks.errors.contenders import CONTENDERS
from tests.benchmarks.figures import number, table
from tests.benchmarks.progress import Progress
from tests.benchmarks.worker import Worker

NAME = "errors.profile"
WATCHED = "debugpage, WSGI"
STANDARD = "the standard library"
ELSE = "the app and what it uses"
SUBJECTS = {
    "/debugpage/capture/redaction/": "masking secrets",
    "/debugpage/capture/values/": "describing values",
    "/debugpage/capture/source/": "frames and their source",
    "/debugpage/capture/request": "describing the request",
    "/debugpage/capture/": "frames and their source",
    "/debugpage/render/": "rendering, around the template",
    "/debugpage/console/": "gate, store, tokens",
    "/debugpage/": "the rest of debugpage",
    "/pure_eval/": "values of expressions",
    "/executing/": "values of expressions",
    "/asttokens/": "values of expressions",
    "/jinja2/": "rendering, the template",
    "/markupsafe/": "rendering, the template",
    "<template>": "rendering, the template",
    "/werkzeug/": "Werkzeug",
}
"""What code is for, by a part of its file's name; the first that fits counts."""


class Extent(NamedTuple):
    """Of which cases, and of how many pages."""

    cases: tuple[str, ...] = ("a", "e", "f")
    pages: int = 50


QUICK = Extent(pages=10)


def sampler(contender: str) -> Any:
    """Return what profiles pages of a case, in a worker: shares of the time by subject."""
    answer = CONTENDERS[contender]()

    def sample(case: str, pages: str) -> dict[str, float]:
        fail, count = failing(case), int(pages)
        for _ in range(count):
            answer(fail)
        profile = Profile(time.process_time)
        profile.enable()
        for _ in range(count):
            answer(fail)
        profile.disable()
        return shares(pstats.Stats(profile))

    return sample


def shares(stats: pstats.Stats) -> dict[str, float]:
    """Return which part of the time each subject takes, by subject."""
    taken: dict[str, float] = {}
    # pstats keeps it by place: calls, own time, time with callees, and the same by caller.
    for (file, _, _), (_, _, own, _, callers) in vars(stats)["stats"].items():
        if file != "~":
            taken[subject(file)] = taken.get(subject(file), 0.0) + own
            continue
        for (caller, _, _), (_, _, own_for_it, _) in callers.items():
            taken[subject(caller)] = taken.get(subject(caller), 0.0) + own_for_it
    whole = sum(taken.values())
    return {name: seconds / whole for name, seconds in taken.items()}


def subject(file: str) -> str:
    """Return what the code of a file is for."""
    for part, found in SUBJECTS.items():
        if part in file:
            return found
    is_standard = file.startswith((sys.base_prefix, "<frozen", "~")) and "site-pack" not in file
    return STANDARD if is_standard else ELSE


def measure(extent: Extent, progress: Progress) -> dict[str, dict[str, float]]:
    """Profile the pages of some cases."""
    found = {}
    with Worker(NAME, WATCHED) as worker:
        for case in extent.cases:
            progress.say(f"profile of case {case}")
            found[case] = worker.sample(case, str(extent.pages))
    return found


def markdown(found: Mapping[str, Mapping[str, float]]) -> str:
    """Return the table: percent of the time of a page, by subject."""
    subjects = {name for by_name in found.values() for name in by_name}
    first = next(iter(found.values()))
    ordered = sorted(subjects, key=lambda name: -first.get(name, 0.0))
    rows = [
        [name, *(f"{number(by_name.get(name, 0.0) * 100)} %" for by_name in found.values())]
        for name in ordered
    ]
    cases = "".join(f"- **{case}**: {TITLES[case]}\n" for case in found)
    return f"### Where the time of a page goes\n\n{cases}\n{table(['', *found], rows)}"
