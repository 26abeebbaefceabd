"""Previews: the one-line forms of containers, made of those of what they hold."""

PREVIEW_LENGTH = 160
"""Characters of the one-line form of a container."""
_ITEM_LENGTH, _HEAD_LENGTH = 40, 36


def short(text: str) -> str:
    """Return the form of an item as it stands within another's: cut, where it is long."""
    return text if len(text) <= _ITEM_LENGTH else text[:_HEAD_LENGTH] + " …"


def listed(texts: list[str], size: int) -> str:
    """Join texts by commas as far as they fit on the line, and say when there are more.

    size: how many items there are, of which the texts are the first.
    """
    shown, length = [], 0
    for text in texts:
        length += len(text) + 2
        if length > PREVIEW_LENGTH:
            break
        shown.append(text)
    if len(shown) < size:
        shown.append("…")
    return ", ".join(shown)


def joined(brackets: str, texts: list[str], size: int) -> str:
    """Write a sequence or set on one line; `brackets` has a bar between left and right."""
    left, right = brackets.split("|")
    comma = "," if left == "(" and size == 1 else ""
    return f"{left}{listed([short(text) for text in texts], size)}{comma}{right}"


def joined_items(items: list[tuple[str, str]], size: int) -> str:
    """Write a mapping on one line; when its values do not fit, its keys alone."""
    whole = [f"{key}: {short(text)}" for key, text in items]
    if sum(len(text) + 2 for text in whole) > PREVIEW_LENGTH:
        whole = [f"{key}: …" for key, _ in items]
    return f"{{{listed(whole, size)}}}"
