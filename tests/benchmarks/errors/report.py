"""The figures of error pages as Markdown, and as bars."""

from collections.abc import Mapping

from tests.benchmarks.errors.cases import TITLES
from tests.benchmarks.errors.measure import Result
from tests.benchmarks.figures import Spread, number, table, times
from tests.benchmarks.plot import Bar, Group

REFERENCE = "Werkzeug"
RAISING = "bare"


def markdown(result: Result) -> str:
    """Return the tables: times net of raising, as multiples of Werkzeug's; and sizes."""
    warm = {
        case: {name: pages.warm for name, pages in by_name.items()}
        for case, by_name in result.pages.items()
    }
    parts = [
        "### From an error to its page, as a multiple of Werkzeug's\n\n",
        *(f"- **{case}**: {TITLES[case]}\n" for case in warm),
        "\n",
        _ratios(warm),
        "\n### The first page of a process\n\n",
        _ratios(result.cold),
        "\n### The page of case a, kB\n\n",
        _sizes(result),
    ]
    return "".join(parts)


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
    raising = spreads[RAISING].median
    net, reference = (max(spreads[one].median - raising, 1e-6) for one in (name, REFERENCE))
    if name == REFERENCE:
        return f"{number(net * 1_000)} ms"
    return times(net / reference)


def _sizes(result: Result) -> str:
    pages = result.pages.get("a", {})
    rows = [
        [name, number(one.size / 1_000), number(one.gzipped / 1_000)]
        for name, one in pages.items()
        if name != RAISING
    ]
    return table(["", "raw", "gzip"], rows)
