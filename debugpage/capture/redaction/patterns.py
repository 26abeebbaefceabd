"""Regular expressions that are compiled when a text that may fit one of them is first met.

Most texts fit none, and to compile all takes longer than many a page to make. So each names what
stands in every text that it fits, and is looked for first: words are found much faster.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property


class Pattern:
    """A pattern, with its flags, as `re.compile` takes them."""

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._pattern = pattern
        self._flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The regular expression."""
        return re.compile(self._pattern, self._flags)


class Signed(Pattern):
    """A pattern of texts that have at least one of its signs.

    words: signs in small letters, which a text may have in any.
    """

    def __init__(
        self,
        signs: tuple[str, ...],
        pattern: str,
        flags: re.RegexFlag = re.NOFLAG,
        words: tuple[str, ...] = (),
    ) -> None:
        super().__init__(pattern, flags)
        self._signs = signs
        self._words = words

    def may_fit(self, text: str, lowered: str | None) -> bool:
        """Tell whether a text has a sign. lowered: what `lowered` returns of the same text."""
        # Loops, for `any` takes several times as long, and this is asked of every text.
        for sign in self._signs:
            if sign in text:
                return True
        for word in self._words:  # noqa: SIM110
            if lowered is None or word in lowered:
                return True
        return False


def lowered(text: str) -> str | None:
    """Return a text in small letters; None where letters beyond ASCII may have more cases."""
    return text.lower() if text.isascii() else None


def that_may_fit(text: str, patterns: Iterable[Signed]) -> Iterator[re.Pattern[str]]:
    """Yield those of the patterns, compiled, of which a text has a sign."""
    small = lowered(text)
    for one in patterns:
        if one.may_fit(text, small):
            yield one.compiled
