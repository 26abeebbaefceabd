"""What is aimed at, beside what was reached, for people: a table in Markdown."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from tests.benchmarks.figures import number, table, times


class Target(NamedTuple):
    """One figure that is aimed at: at most `aim`. Both figures are in `unit` (`×`, ` kB`, …)."""

    what: str
    aim: float
    figure: float
    unit: str = "×"

    def cells(self) -> list[str]:
        """Return what it says in the table."""
        if math.isnan(self.figure):
            return [self.what, self._told(self.aim), "–", "not measured"]
        is_reached = self.figure <= self.aim
        verdict = "reached" if is_reached else f"missed: {times(self.figure / self.aim)} of it"
        return [self.what, self._told(self.aim), self._told(self.figure), verdict]

    def _told(self, figure: float) -> str:
        return f"{number(figure)}{self.unit}"


def told(targets: Iterable[Target]) -> str:
    """Return the targets as a table, with a title."""
    head = ["", "at most", "measured", ""]
    return f"### Targets\n\n{table(head, (target.cells() for target in targets))}"
