"""Masking many texts in another one in a single pass, also where one of them was cut off.

How long it takes hardly depends on how many texts there are, nor on what whoever sends a request
makes them: a place where one of them may begin is compared with its neighbours in their order.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby, islice

SHORTEST = 4
"""Characters from which on a piece of a text is taken for one."""

_CUT = re.compile(r"\s?…")
_BEHIND_A_CUT = re.compile(r" left out … ")
_MOST_CUTS = 4
"""Of how many cuts of a text it is looked at what is left behind them; those made here are one."""
_LONGEST_END = 200


class Needles:
    """Texts of at least `SHORTEST` characters, to be masked wherever they stand."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = sorted(set(texts))
        self._beginnings = list(_nearest_beginnings(self._texts))
        self._longest = max(map(len, self._texts), default=0)
        self._backwards = sorted(text[: -_LONGEST_END - 1 : -1] for text in self._texts)
        firsts = sorted({text[:SHORTEST] for text in self._texts})
        self._first = re.compile(_any_of(firsts) if firsts else r"(?!)")

    def masked(self, text: str, mask: str) -> str:
        """Return a text with all of these texts masked, and their pieces at cuts."""
        if "…" in text:
            text = "".join(self._without_ends(text, mask))
        cuts = [cut.start() for cut in _CUT.finditer(text)] if "…" in text else []
        return "".join(self._without(text, cuts, mask))

    def _without(self, text: str, cuts: list[int], mask: str) -> Iterator[str]:
        done = at = 0
        while found := self._first.search(text, at):
            start = found.start()
            size = self._whole_at(text, start) or self._cut_off_at(text, start, cuts)
            at = start + (size or 1)
            if size:
                yield text[done:start]
                yield mask
                done = at
        yield text[done:]

    def _whole_at(self, text: str, start: int) -> int:
        """Return the length of the longest of the texts that stands at a place, or 0.

        What stands before the rest of the text in their order is it, or begins with it.
        """
        rest = text[start : start + self._longest]
        nearest = bisect_right(self._texts, rest) - 1
        while nearest >= 0:
            if rest.startswith(self._texts[nearest]):
                return len(self._texts[nearest])
            nearest = self._beginnings[nearest]
        return 0

    def _cut_off_at(self, text: str, start: int, cuts: list[int]) -> int:
        """Return the length of what stands from a place to the next cut, if a text begins so."""
        number = bisect_left(cuts, start + SHORTEST)
        if number == len(cuts) or cuts[number] - start >= self._longest:
            return 0
        piece = text[start : cuts[number]]
        nearest = bisect_left(self._texts, piece)
        begins_so = nearest < len(self._texts) and self._texts[nearest].startswith(piece)
        return len(piece) if begins_so else 0

    def _without_ends(self, text: str, mask: str) -> Iterator[str]:
        """Yield the pieces of a text, the ends of these texts masked that are left behind cuts."""
        done = 0
        for cut in islice(_BEHIND_A_CUT.finditer(text), _MOST_CUTS):
            size = self._left_over_at(text, cut.end())
            if size:
                yield text[done : cut.end()]
                yield mask
                done = cut.end() + size
        yield text[done:]

    def _left_over_at(self, text: str, start: int) -> int:
        """Return the length of the longest end of one of the texts that stands at a place, or 0."""
        rest = text[start : start + _LONGEST_END]
        for size in range(len(rest), SHORTEST - 1, -1):
            end = rest[size - 1 :: -1]
            nearest = bisect_left(self._backwards, end)
            if nearest < len(self._backwards) and self._backwards[nearest].startswith(end):
                return size
        return 0


def _nearest_beginnings(texts: list[str]) -> Iterator[int]:
    """Yield the number of the longest other one that each of sorted texts begins with, or -1."""
    open_ones: list[int] = []
    for number, text in enumerate(texts):
        while open_ones and not text.startswith(texts[open_ones[-1]]):
            open_ones.pop()
        yield open_ones[-1] if open_ones else -1
        open_ones.append(number)


def _any_of(texts: list[str]) -> str:
    """Return the pattern of any of sorted texts of one length, with their beginnings shared."""
    if len(texts[0]) == 1:
        return f"[{''.join(map(re.escape, texts))}]"
    shared = groupby(texts, lambda text: text[0])
    branches = [
        f"{re.escape(first)}(?:{_any_of([text[1:] for text in those])})" for first, those in shared
    ]
    return "|".join(branches)
