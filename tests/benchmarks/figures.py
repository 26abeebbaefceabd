"""What was measured many times, told by its median, least and greatest; and how it is written."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple, Self


class Spread(NamedTuple):
    """The median, least and greatest of so many measurements, in the unit they were made in."""

    median: float
    least: float
    greatest: float

    @classmethod
    def of(cls, measured: Iterable[float]) -> Self:
        """Return the spread of at least one measurement."""
        values = sorted(measured)
        return cls(median(values), values[0], values[-1])

    def __str__(self) -> str:
        return f"{number(self.median)} [{number(self.least)}–{number(self.greatest)}]"


def number(value: float) -> str:
    """Write a number with as many digits as it is worth: three, or all before the point."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}".removesuffix(".0")
    return f"{value:.2f}" if value >= 0.095 else f"{value:.2g}"


def times(ratio: float) -> str:
    """Write how many times more, for people: `31×`, `4.3×`, `0.17×`."""
    return f"{number(ratio) if ratio < 10 else f'{ratio:,.0f}'}×"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
