"""Doors: the part of a path that tells a browser apart which was let in.

What keeps such browsers is apart, and loaded when there is one.
"""

_LENGTH = 32
_DIGITS = frozenset("0123456789abcdef")


def split_door(path: str) -> tuple[str, str]:
    """Return the door in a path below the reserved one, and the path behind it.

    A door is 128 random bits in hex digits and small letters, and a slash behind it; "" for a path
    without one.
    """
    door, slash, rest = path.partition("/")
    has_door = bool(slash) and len(door) == _LENGTH and _DIGITS.issuperset(door)
    return (door, rest) if has_door else ("", path)
