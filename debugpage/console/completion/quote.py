"""Keys as they are written in a subscript, in the quotes that stand there already."""

import ast
import math
from collections.abc import Iterable, Iterator
from typing import Any

from debugpage.console.completion import look
from debugpage.console.completion.found import Found, Known
from debugpage.console.completion.keys import keys_of
from debugpage.console.completion.match import Candidate

MOST_CHARACTERS = 200
"""Characters of a key, beyond which it is not offered."""
_MOST_BITS = 64
_QUOTE = b'"'


def key_candidates(found: Found, before: str, typed: str, after: str) -> Iterator[Candidate]:
    """Yield the keys of what was found, in its own order.

    before: the first items of a tuple that are written already, each with a comma. typed: what
    is written of the key. after: what follows it; a quote that is there is not written again.
    """
    keys = keys_of(found.value) if isinstance(found, Known) else []
    quote = next((letter for letter in typed if letter in "'\""), "")
    prefix = typed.partition(quote)[0] if quote else ""
    for number, key in enumerate(_rest(keys, before)):
        text = _written(key, quote or '"', prefix)
        if text and len(text) <= MOST_CHARACTERS:
            closed = bool(quote) and after.startswith(quote) and text.endswith(quote)
            yield Candidate(text[:-1] if closed else text, "key", number)


def _rest(keys: list[Any], before: str) -> Iterable[Any]:
    """Return the keys; behind the first items of a tuple, the items that can come next."""
    if not before:
        return keys
    try:
        first = ast.literal_eval(f"({before})")
    except (ValueError, SyntaxError):
        return ()
    count = len(first)
    tuples = [key for key in keys if type(key) is tuple and len(key) > count]
    return [key[count] for key in tuples if key[:count] == first]


def _written(key: Any, quote: str, prefix: str) -> str:
    """Return a key as a literal; "" where it cannot be one that begins with the prefix."""
    if type(key) is tuple:
        items = [_written(item, quote, prefix if item is key[0] else "") for item in key]
        return ", ".join(items) + ("," if len(key) == 1 else "") if all(items) else ""
    if type(key) is bytes:
        return f"b{_quoted(repr(_QUOTE + key)[3:-1], quote)}" if prefix in ("", "b") else ""
    if type(key) is not str:
        return _plain(key)
    text = _quoted(repr(f'"{key}')[2:-1], quote)
    is_raw = prefix.lower() == "r"
    return "" if prefix.lower() == "b" or (is_raw and text[1:-1] != key) else f"{prefix}{text}"


def _plain(key: Any) -> str:
    if type(key) is int and key.bit_length() > _MOST_BITS:
        return ""
    if look.is_a(key, float, complex) and not math.isfinite(abs(key)):
        return ""
    return repr(key)


def _quoted(body: str, quote: str) -> str:
    """Put quotes around the inside of what `repr` put into single ones."""
    if quote == '"':
        body = body.replace("\\'", "'").replace('"', '\\"')
    return f"{quote}{body}{quote}"
