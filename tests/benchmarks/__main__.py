"""Benchmarks, told beside those of peers: `make bench`, or `python -m tests.benchmarks`.

Figures of one run are made by turns, on one machine; only their ratios carry over to another.
Nothing here is a test: no figure fails a build.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks import plot
from tests.benchmarks.plot import Group
from tests.benchmarks.progress import Progress


def _reload(progress: Progress, *, quick: bool) -> tuple[str, list[Group]]:
    from tests.benchmarks.reload import measure, report

    extent = measure.QUICK if quick else measure.Extent()
    result = measure.measure(extent, progress)
    return report.markdown(result), report.groups(result)


def _errors(progress: Progress, *, quick: bool) -> tuple[str, list[Group]]:
    from tests.benchmarks.errors import measure, report

    result = measure.measure(measure.QUICK if quick else measure.Extent(), progress)
    return report.markdown(result), report.groups(result)


def _profile(progress: Progress, *, quick: bool) -> tuple[str, list[Group]]:
    from tests.benchmarks.errors import profile

    return profile.markdown(
        profile.measure(profile.QUICK if quick else profile.Extent(), progress)
    ), []


def _happy(progress: Progress, *, quick: bool) -> tuple[str, list[Group]]:
    from tests.benchmarks import happy

    found = happy.measure(happy.QUICK if quick else happy.Extent(), progress)
    return happy.markdown(found), happy.groups(found)


def _costs(progress: Progress, *, quick: bool) -> tuple[str, list[Group]]:
    from tests.benchmarks import costs

    result = costs.measure(costs.QUICK if quick else costs.Extent(), progress)
    return costs.markdown(result), []


PARTS: dict[str, Callable[..., tuple[str, list[Group]]]] = {
    "happy": _happy,
    "errors": _errors,
    "profile": _profile,
    "costs": _costs,
    "reload": _reload,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the parts that are named, or all, and write what they measured into a folder."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, for a first look")
    parser.add_argument("--out", type=Path, default=Path("build/benchmarks"), help="the folder")
    given = parser.parse_args(arguments)
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(unknown)}")
    given.out.mkdir(parents=True, exist_ok=True)
    progress = Progress()
    for name in given.parts or PARTS:
        before = _machine()
        text, groups = PARTS[name](progress, quick=given.quick)
        text = f"{before}; {_load()} after.\n\n{text}"
        (given.out / f"{name}.md").write_text(text)
        if groups:
            (given.out / f"{name}.svg").write_text(plot.svg(groups))
        sys.stdout.write(f"{text}\n")
    progress.say(f"written to {given.out}")


def _machine() -> str:
    return (
        f"CPython {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors, "
        f"{_load()} before"
    )


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
