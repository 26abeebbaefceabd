"""Containers: the sequences and sets that Python itself provides, and what stands around them."""

from collections import deque

from debugpage.capture import anatomy
from debugpage.capture.anatomy import PerClass, TypeTable

_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))
SETS = (set, frozenset)
_BRACKETS: dict[type, str] = {
    list: "[|]",
    tuple: "(|)",
    set: "{|}",
    frozenset: "frozenset({|})",
    deque: "deque([|])",
    _VIEWS[0]: "dict_keys([|])",
    _VIEWS[1]: "dict_values([|])",
    _VIEWS[2]: "dict_items([|])",
}
BRACKETS = TypeTable(_BRACKETS)
"""What stands left and right of their items, by class, a bar between."""


def _nearest(cls: type) -> type:
    return next(base for base in anatomy.lineage(cls) if base in BRACKETS)


_nearest_of = PerClass(_nearest)


def container_of(cls: type) -> type:
    """Return which of these classes another one is of. Raises StopIteration where it is of none."""
    return _nearest_of.of(cls)
