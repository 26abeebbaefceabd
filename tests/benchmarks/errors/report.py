"""The figures of error pages as Markdown, and as bars."""

import math
from collections.abc import Callable, Mapping
from operator import attrgetter

from tests.benchmarks.errors.cases import TITLES
from tests.benchmarks.errors.measure import Pages, Result
from tests.benchmarks.figures import Spread, number, table, times
from tests.benchmarks.plot import Bar, Group
from tests.benchmarks.targets import Target, told

REFERENCE = "Werkzeug"
RAISING = "bare"
OURS = ("debugpage, WSGI", "debugpage, ASGI")
AIMS = {"a": 0.25, "b": 0.2, "c": 0.02, "d": 0.25, "e": 0.25, "f": 0.25}
COLD_AIM = 0.6
KILOBYTES = {"a": 150, "c": 100, "d": 50}
GZIPPED_KILOBYTES = {"a": 30}
PEAK_AIM = 1.0


def markdown(result: Result) -> str:
    """Return the tables: times net of raising, as multiples of Werkzeug's; sizes; targets."""
    warm = _warm(result)
    parts = [
        "### From an error to its page, as a multiple of Werkzeug's\n\n",
        *(f"- **{case}**: {TITLES[case]}\n" for case in warm),
        "\n",
        _ratios(warm),
        "\n### The first page of a process\n\n",
        _ratios(result.cold),
        "\n### The size of the page, kB, and by gzip\n\n",
        _sizes(result.pages),
        "\n### The most memory taken for a page of case d, MiB\n\n",
        table(["", "MiB"], [[name, number(peak)] for name, peak in result.peaks.items()]),
        f"\n{told(targets(result))}",
    ]
    return "".join(parts)


def targets(result: Result) -> list[Target]:
    """Return what is aimed at for pages beside what was measured, the worse of WSGI and ASGI."""
    cold_aims = dict.fromkeys(result.cold, COLD_AIM)
    peaks = [Target("memory for a page, d", PEAK_AIM, _worse(result.peaks), " MiB")]
    return [
        *_relative("an error to its page", _warm(result), AIMS),
        *_relative("the first page of a process", result.cold, cold_aims),
        *_large("", result.pages, attrgetter("size"), KILOBYTES),
        *_large(" by gzip", result.pages, attrgetter("gzipped"), GZIPPED_KILOBYTES),
        *(peaks if result.peaks else []),
    ]


def _large(
    how: str,
    cases: Mapping[str, Mapping[str, Pages]],
    size_of: Callable[[Pages], int],
    aims: Mapping[str, float],
) -> list[Target]:
    sizes = {
        case: {name: size_of(one) / 1_000 for name, one in pages.items()}
        for case, pages in cases.items()
    }
    return [
        Target(f"the page{how}, {case}", aims[case], _worse(sizes[case]), " kB")
        for case in sizes
        if case in aims
    ]


def _worse(figures: Mapping[str, float]) -> float:
    return max((figures[name] for name in OURS if name in figures), default=math.nan)


def _relative(
    what: str, cases: Mapping[str, Mapping[str, Spread]], aims: Mapping[str, float]
) -> list[Target]:
    return [
        Target(f"{what}, {case}", aims[case], _worse(_ratios_of(spreads)))
        for case, spreads in cases.items()
    ]


def _ratios_of(spreads: Mapping[str, Spread]) -> dict[str, float]:
    if REFERENCE not in spreads:
        return {}
    return {name: _ratio(spreads, name) for name in spreads}


def _warm(result: Result) -> dict[str, dict[str, Spread]]:
    return {
        case: {name: pages.warm for name, pages in by_name.items()}
        for case, by_name in result.pages.items()
    }


def groups(result: Result) -> list[Group]:
    """Return the times to be drawn, milliseconds."""
    return [
        Group(f"{case}: {TITLES[case]}", _bars({name: one.warm for name, one in pages.items()}))
        for case, pages in result.pages.items()
    ]


def _bars(spreads: Mapping[str, Spread]) -> list[Bar]:
    return [
        Bar(name, spread.median * 1_000, f"{number(spread.median * 1_000)} ms", "debugp" in name)
        for name, spread in spreads.items()
        if name != RAISING
    ]


def _ratios(cases: Mapping[str, Mapping[str, Spread]]) -> str:
    names = [name for name in next(iter(cases.values()), {}) if name != RAISING]
    rows = [[name, *(_cell(spreads, name) for spreads in cases.values())] for name in names]
    return table(["", *cases], rows)


def _cell(spreads: Mapping[str, Spread], name: str) -> str:
    """Return a contender's ratio; the reference's own cell tells its milliseconds."""
    if name not in spreads or REFERENCE not in spreads:
        return "–"
    if name == REFERENCE:
        return f"{number(_net(spreads, name) * 1_000)} ms"
    return times(_ratio(spreads, name))


def _ratio(spreads: Mapping[str, Spread], name: str) -> float:
    return _net(spreads, name) / _net(spreads, REFERENCE)


def _net(spreads: Mapping[str, Spread], name: str) -> float:
    """Return what a page costs without raising its error, seconds."""
    return max(spreads[name].median - spreads[RAISING].median, 1e-6)


def _sizes(pages: Mapping[str, Mapping[str, Pages]]) -> str:
    names = [name for name in next(iter(pages.values()), {}) if name != RAISING]
    rows = [[name, *(_size(by_name.get(name)) for by_name in pages.values())] for name in names]
    return table(["", *pages], rows)


def _size(pages: Pages | None) -> str:
    if pages is None:
        return "–"
    return f"{number(pages.size / 1_000)}, {number(pages.gzipped / 1_000)}"
