"""Read the order form: the quantity is a word, and the form holds a password."""

from collections.abc import Mapping


def read(form: Mapping[str, str]) -> dict[str, str | int]:
    """Return the order that `form` describes."""
    return {"article": form["article"], "pieces": int(form["pieces"])}
