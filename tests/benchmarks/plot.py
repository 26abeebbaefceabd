"""Bars on a logarithmic scale, as SVG: no library for that is worth its weight here."""

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH = 760
LABELS = 190
VALUES = 120
LINE = 22
BAR = 14
TITLE = 34
OURS = "#c2410c"
THEIRS = "#64748b"


class Bar(NamedTuple):
    """One bar: `value` decides its length, `text` stands behind it, `is_ours` colours it."""

    label: str
    value: float
    text: str
    is_ours: bool = False


class Group(NamedTuple):
    """Bars that are compared with each other, below a title."""

    title: str
    bars: Sequence[Bar]


def svg(groups: Sequence[Group]) -> str:
    """Return the groups below each other. All share one scale; shorter is better."""
    values = [bar.value for group in groups for bar in group.bars]
    scale = _Scale(min(values), max(values))
    parts, top = [], 4.0
    for group in groups:
        parts.append(_text(4, top + 20, group.title, "font-weight='bold'"))
        top += TITLE
        for bar in group.bars:
            parts.append(_bar(bar, top, scale.length(bar.value)))
            top += LINE
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {top + 8:.0f}' "
        "font-family='system-ui, sans-serif' font-size='13'>\n"
        f"<rect width='100%' height='100%' fill='#fff'/>\n{''.join(parts)}</svg>\n"
    )


class _Scale:
    """A logarithmic scale, on which the least value is still a bar."""

    def __init__(self, least: float, greatest: float) -> None:
        self._zero = math.log(least / 2)
        self._span = math.log(greatest) - self._zero

    def length(self, value: float) -> float:
        return (WIDTH - LABELS - VALUES) * (math.log(value) - self._zero) / self._span


def _bar(bar: Bar, top: float, length: float) -> str:
    colour = OURS if bar.is_ours else THEIRS
    base = top + BAR - 3
    box = f"x='{LABELS}' y='{top:.0f}' width='{length:.1f}' height='{BAR}' fill='{colour}'"
    return (
        _text(LABELS - 8, base, bar.label, "text-anchor='end'")
        + f"<rect {box}/>\n"
        + _text(LABELS + length + 6, base, bar.text)
    )


def _text(left: float, base: float, text: str, attributes: str = "") -> str:
    return f"<text x='{left:.1f}' y='{base:.0f}' {attributes}>{escape(text)}</text>\n"
