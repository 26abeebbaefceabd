"""Candidates in the order in which they are offered, and how many."""

import heapq
from collections.abc import Iterable
from typing import NamedTuple

MOST = 200
"""Matches that are offered at once."""


class Candidate(NamedTuple):
    """What can be put at the cursor, and what kind of thing it is.

    `group` tells what comes first, whatever it is called: the lower. Of two with the same text
    the first one counts.
    """

    text: str
    kind: str
    group: int = 0


class Matches(NamedTuple):
    """The best candidates, and how many more there are."""

    best: tuple[Candidate, ...] = ()
    omitted: int = 0


def matching(candidates: Iterable[Candidate], typed: str) -> Matches:
    """Return the candidates that fit what is typed, the best first.

    Those that begin with it come first, then those that do in other case. Only where there is
    none of both, those that hold its letters in their order.
    """
    by_text: dict[str, Candidate] = {}
    for candidate in candidates:
        by_text.setdefault(candidate.text, candidate)
    folded = typed.casefold()
    found = [one for text, one in by_text.items() if text.casefold().startswith(folded)]
    if not found:
        found = [one for text, one in by_text.items() if _holds(text.casefold(), folded)]
    best = heapq.nsmallest(MOST, found, key=lambda one: _rank(one, typed))
    return Matches(tuple(best), len(found) - len(best))


def _rank(candidate: Candidate, typed: str) -> tuple[bool, bool, int, bool, str]:
    text = candidate.text
    is_private, is_special = text.startswith("_"), text.startswith("__")
    return not text.startswith(typed), is_special, candidate.group, is_private, text


def _holds(text: str, letters: str) -> bool:
    """Tell whether the letters stand in the text, in their order."""
    rest = iter(text)
    return all(letter in rest for letter in letters)
