"""The reload benchmark's figures as Markdown, and as bars."""

from collections.abc import Iterator

from tests.benchmarks.figures import Spread, table, times
from tests.benchmarks.plot import Bar, Group
from tests.benchmarks.reload.failures import Outcome
from tests.benchmarks.reload.measure import Delays, Failures, Result

TITLES = {
    "tiny": "a tiny app",
    "heavy": "an app that imports pandas, SQLAlchemy, pydantic and its framework",
}
SPEAKS = {"asgi": "ASGI", "wsgi": "WSGI"}


def markdown(result: Result) -> str:
    """Return the tables."""
    parts = ["### From saving a file to the first answer of the new code\n\n", _delays(result)]
    if result.failures:
        parts += ["\n### A client that asks every 10 ms through reloads\n\n", _failures(result)]
    return "".join(parts)


def groups(result: Result) -> list[Group]:
    """Return the times to be drawn, milliseconds."""
    return [_group(delays) for delays in result.delays]


def reference(delays: Delays) -> Spread:
    """Return what the others are divided by: debugpage's usual way here."""
    return next(iter(delays.by_name.values()))


def _delays(result: Result) -> str:
    rows = [row for delays in result.delays for row in _rows_of_delays(delays)]
    head = ["app", "server", "ms, median [least–greatest]", "÷ fork"]
    return table(head, rows)


def _rows_of_delays(delays: Delays) -> Iterator[list[str]]:
    app = f"{delays.weight} {SPEAKS[delays.interface]}"
    for name, spread in delays.by_name.items():
        ratio = spread.median / reference(delays).median
        yield [app, name, str(_milliseconds(spread)), times(ratio)]
        app = ""


def _failures(result: Result) -> str:
    rows = [row for failures in result.failures for row in _rows_of_failures(failures)]
    head = ["app", "server", "reloads", "requests", "failed", "longest wait, ms"]
    return table(head, rows)


def _rows_of_failures(failures: Failures) -> Iterator[list[str]]:
    app = f"{failures.weight} {SPEAKS[failures.interface]}"
    for name, outcome in failures.by_name.items():
        counts = [f"{outcome.reloads}", f"{outcome.requests:,}", _failed(outcome)]
        yield [app, name, *counts, f"{outcome.longest * 1_000:,.0f}"]
        app = ""


def _failed(outcome: Outcome) -> str:
    total = sum(outcome.failed.values())
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(outcome.failed.items()))
    return f"{total} ({kinds})" if total else "**0**"


def _group(delays: Delays) -> Group:
    bars = [
        Bar(name, spread.median * 1_000, f"{spread.median * 1_000:,.0f} ms", _is_ours(name))
        for name, spread in delays.by_name.items()
    ]
    return Group(f"{TITLES[delays.weight]}, {SPEAKS[delays.interface]}", bars)


def _is_ours(name: str) -> bool:
    return name.startswith("debugpage")


def _milliseconds(spread: Spread) -> Spread:
    return Spread(*(seconds * 1_000 for seconds in spread))
