"""Pages as bytes: our own static files in them are trusted, and encoded once for all pages."""

from collections.abc import Iterable
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


def in_utf8(pieces: Iterable[str]) -> bytes:
    """Return the pieces of a page as one, in UTF-8.

    Nearly all of them are ASCII: those in a row are encoded together, which is a copy. With others
    among them it would be work for each character.
    """
    parts: list[bytes] = []
    row: list[str] = []
    for piece in pieces:
        if piece.isascii():
            row.append(piece)
        else:
            parts += ("".join(row).encode(), _encoded(piece))
            row.clear()
    return b"".join([*parts, "".join(row).encode()])


def _encoded(piece: str) -> bytes:
    return piece.encoded if type(piece) is Asset else piece.encode("utf-8", "backslashreplace")
