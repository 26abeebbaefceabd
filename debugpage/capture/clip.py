"""Cutting texts to a length, saying what was left out."""


def clip(text: str, length: int) -> str:
    """Return the text, or its head and tail with the number of characters between them.

    text: an exact `str` or a subclass, whose own methods are not called.
    length: the most characters of the text that are kept.
    """
    size = str.__len__(text)
    if size <= length:
        return str.__str__(text)
    tail = length // 4
    head = length - tail
    kept_head = str.__getitem__(text, slice(0, head))
    kept_tail = str.__getitem__(text, slice(size - tail, size))
    return f"{kept_head} … {size - length:,} characters left out … {kept_tail}"
