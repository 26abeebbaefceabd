"""Our own static files as templates print them: trusted, and encoded once for all pages."""

from functools import lru_cache
from typing import Self

from markupsafe import Markup


class Asset(Markup):
    """The text of a static file of ours, with its bytes.

    To encode the styles and scripts for each page took as long as all that differs in it.
    """

    __slots__ = ("encoded",)
    encoded: bytes

    def __new__(cls, text: str = "") -> Self:
        """Make an asset of a text, and encode it."""
        asset = super().__new__(cls, text)
        asset.encoded = text.encode()
        return asset


@lru_cache(maxsize=64)
def asset(text: str) -> Asset:
    """Return the text of a static file for templates to print, the same one each time."""
    return Asset(text)


def encoded(piece: str) -> bytes:
    """Return a piece of a page in UTF-8."""
    return piece.encoded if type(piece) is Asset else piece.encode("utf-8", "backslashreplace")
