"""What templates of all engines have in common: which variables stand on a line."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


def values_on(lines: Sequence[str], line: int, names: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the variables that stand on a line (its number) of a template, in their order."""
    text = lines[line - 1] if 1 <= line <= len(lines) else ""
    return [(name, names[name]) for name in dict.fromkeys(_NAME.findall(text)) if name in names]
