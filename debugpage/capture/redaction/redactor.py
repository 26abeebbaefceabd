"""Secrets: masked by their names, by what they look like, and for one report by being known."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Self

from debugpage.capture.clip import clip
from debugpage.capture.redaction.assignments import without_named_secrets
from debugpage.capture.redaction.learned import Learned, Masker
from debugpage.capture.redaction.mask import MASK
from debugpage.capture.redaction.names import SecretNames
from debugpage.capture.redaction.shapes import secrets_of_urls, without_shapes

__all__ = ["MARGIN", "MASK", "Redactor", "Unredacted"]

MARGIN = 2_000
"""Characters beyond a cut that are looked at, so that no secret is cut before it is seen."""

_SHORTEST = 6
"""Characters below which no text has a secret and what tells it."""

_LONGEST_KEPT, _MOST_CHARACTERS_KEPT = 8_192, 500_000
"""Characters of a text that is remembered to have no secret in it, and of all of them."""


class _Harmless:
    """Texts in which there is nothing to mask: most come back in the next report."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self._room = _MOST_CHARACTERS_KEPT

    def add(self, text: str) -> None:
        """Remember a text, and forget all others where they are too many."""
        if len(text) > _LONGEST_KEPT:
            return
        if self._room < len(text):
            self.texts.clear()
            self._room = _MOST_CHARACTERS_KEPT
        self._room -= len(text)
        self.texts.add(text)


class Redactor:
    """Masks secrets by name and by shape, and learns those that may stand elsewhere, too.

    extra: further names of secrets, compared without case, as parts of the names tested.
    `harmless_names` are some of those that tell no secret: most names come back.
    """

    def __init__(self, extra: Iterable[str] = ()) -> None:
        self._names = SecretNames(extra)
        self.harmless_names: AbstractSet[str] = self._names.harmless
        self._harmless = _Harmless()
        self.learned = Learned()

    def fresh(self) -> Self:
        """Return this redactor for another report, with nothing learned yet."""
        other = object.__new__(type(self))
        vars(other).update(vars(self), learned=Learned())
        return other

    def masker(self) -> Masker | None:
        """Return a function that masks in a text what was learned; None where nothing was."""
        return self.learned.masker(MASK)

    def hides(self, name: str) -> bool:
        """Tell whether what goes by this name is a secret."""
        return self._names.hide(name)

    def hides_any(self, names: Sequence[str]) -> bool:
        """Tell whether what goes by one of these names is a secret."""
        return self._names.hide_any(names)

    def hides_text(self, name: str) -> bool:
        """Tell whether a text that goes by this name is a secret."""
        return self._names.hide_text(name)

    def text(self, text: str) -> str:
        """Return the text with every secret in it masked: by shape, and `name=value` by name."""
        if len(text) < _SHORTEST or text in self._harmless.texts:
            return text
        masked = self._masked(text)
        if masked == text:
            self._harmless.add(text)
        return masked

    def _masked(self, text: str) -> str:
        for secret in set(secrets_of_urls(text)):
            self.learned.learn(secret)
        return without_named_secrets(without_shapes(text), self.hides)

    def clipped(self, text: str, length: int) -> str:
        """Return the text with its secrets masked, or head and tail of it if it is too long."""
        if type(text) is str and len(text) <= length:
            return self.text(text)
        size = str.__len__(text)
        if size <= length + 2 * MARGIN:
            return clip(self.text(str.__str__(text)), length)
        tail = length // 4
        head = length - tail
        before = self.text(str.__getitem__(text, slice(0, head + MARGIN)))[:head]
        after = self.text(str.__getitem__(text, slice(size - tail - MARGIN, size)))[-tail:]
        return f"{before} … {size - length:,} characters left out … {after}"


class Unredacted(Redactor):
    """Masks nothing: for what the developer asked for by typing it."""

    def hides(self, name: str) -> bool:  # noqa: ARG002 - whatever the name
        """Tell that nothing is a secret."""
        return False

    def hides_any(self, names: Sequence[str]) -> bool:  # noqa: ARG002 - whatever the names
        """Tell that nothing is a secret."""
        return False

    def hides_text(self, name: str) -> bool:  # noqa: ARG002 - whatever the name
        """Tell that nothing is a secret."""
        return False

    def text(self, text: str) -> str:
        """Return the text as it is."""
        return text
