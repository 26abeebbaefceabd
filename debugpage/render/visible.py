"""Marks for characters that a reader could not see, or that would hide or reorder what he reads."""

import re
from functools import cache

# Controls (tab and line feed apart), fillers, joiners, bidi controls, variation selectors, tag
# characters, lone surrogates, noncharacters: UTS #39 and UAX #9 name them as ways to deceive.
_HIDDEN = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0d\ufeff\uffa0"
    "\ufff0-\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_PLAIN = bytes((*b"\t\n", *range(0x20, 0x7F)))
"""The characters of ASCII that are none of them, which no other has among its bytes of UTF-8."""
_SHOWN_AS_IT_IS = "\ufffc\ufffd"
# Not their Unicode pictures, which many systems have no font for.
_CONTROLS = (
    *("NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR"),
    *("SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB"),
    *("ESC", "FS", "GS", "RS", "US"),
)


def visible(text: str) -> str:
    """Return the text with every invisible, bidi and control character as a visible mark.

    ASCII controls become their names (`⟨NUL⟩`, `⟨ESC⟩`), all others their numbers (`⟨U+202E⟩`).
    The result can always be encoded as UTF-8.
    """
    if text.isascii() and text.isprintable():  # as most are
        return text
    # In a long text there are few of others than these: to look at them alone takes a fifth.
    others = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
    if not others or _hidden().search(others.decode("utf-8", "surrogatepass")) is None:
        return text
    return _hidden().sub(_mark, text)


@cache  # many a process meets no text that needs it
def _hidden() -> re.Pattern[str]:
    return re.compile(_HIDDEN)


def _mark(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if character in _SHOWN_AS_IT_IS:
        return character
    name = _CONTROLS[code] if code < len(_CONTROLS) else f"U+{code:04X}"
    return f"\u27e8{name}\u27e9"
