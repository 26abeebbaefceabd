"""The mask that stands in for a secret, put over the part of a text that is one."""

import re
from collections.abc import Callable

MASK = "••••••••"
"""What stands in for a secret: of fixed length, so that not even its length is told."""


def without_secret(found: re.Match[str]) -> str:
    """Return what was found with its group `secret` masked, or as it is where that is none."""
    if not found["secret"]:
        return found[0]
    start, end = found.span("secret")
    begin = found.start()
    return f"{found[0][: start - begin]}{MASK}{found[0][end - begin :]}"


def without_named(hides: Callable[[str], bool]) -> Callable[[re.Match[str]], str]:
    """Return what does so where the group `name` is the name of a secret."""
    return lambda found: without_secret(found) if hides(found["name"]) else found[0]
