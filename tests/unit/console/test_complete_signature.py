"""The signature and the first line of documentation of what is named or called at the cursor."""

import enum
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest

from tests.unit.console.completing import completion


class Colour(enum.Enum):
    RED = 1


def every(a: int, /, b: int, c: object = (), *d: int, e: int, f: object = None, **g: int) -> None:
    """
    Take every kind.

    And more.
    """


def defaults(
    a: object = "x" * 50,
    b: object = 10**30,
    c: object = Colour.RED,
    d: object = {},
    e: object = [1],
    f: object = ...,
    g: object = -1.5,
    h: object = b"x",
    i: object = True,
    j: object = "é'",
) -> None:
    pass


def decorated(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def inner(*args: object, **more: object) -> object:
        return function(*args, **more)

    return inner


@decorated
def behind(a: int, b: int = 2) -> None:
    """Stand behind."""


@functools.lru_cache
def cached(a: int) -> int:
    return a


def lying(a: int) -> None: ...


lying.__signature__ = "nonsense"  # type: ignore[attr-defined]  # that is the point
lying.__wrapped__ = lying  # type: ignore[attr-defined]  # goes round


class Base:
    """A base."""

    def __init__(self, first: int, *, second: str = "") -> None:
        """Make it."""

    def method(self, a: int) -> None: ...

    @classmethod
    def of_class(cls, a: int) -> None: ...

    @staticmethod
    def of_nothing(a: int) -> None: ...

    def __call__(self, called: int) -> None: ...


class Heir(Base):
    pass


class ByNew:
    def __new__(cls, made: int) -> "ByNew":
        return object.__new__(cls)


class Pair(NamedTuple):
    left: int
    right: int = 0


@dataclass
class Data:
    left: int
    right: int = 0


class Bare:
    pass


NAMES: dict[str, Any] = {
    "every": every, "defaults": defaults, "behind": behind, "cached": cached, "lying": lying,
    "Base": Base, "base": Base(1), "Heir": Heir, "ByNew": ByNew, "Pair": Pair, "Data": Data,
    "part": functools.partial(every, 1, e=5), "bound": Base(1).method, "Colour": Colour,
    "text": "x", "number": 1, "Bare": Bare, "by_name": {"every": every}, "plain": object(),
    "star": lambda *, a: a, "nested": functools.partial(functools.partial(every, 1), 2),
}  # fmt: skip


@pytest.mark.parametrize(
    ("before", "signature"),
    [
        ("every(", "every(a, /, b, c=(), *d, e, f=None, **g)"),
        (
            "defaults(",
            "defaults(a=…, b=…, c=…, d={}, e=…, f=..., g=-1.5, h=b'x', i=True, j=\"é'\")",
        ),
        ("behind(", "behind(a, b=2)"),
        ("cached(", "cached(a)"),
        ("lying(", "lying(a)"),
        ("Base(", "Base(first, *, second='')"),
        ("Heir(", "Heir(first, *, second='')"),
        ("ByNew(", "ByNew(made)"),
        ("Pair(", "Pair(left, right=0)"),
        ("Data(", "Data(left, right=0)"),
        ("base(", "base(called)"),
        ("base.method(", "method(a)"),
        ("Base.method(", "method(self, a)"),
        ("Base.of_class(", "of_class(a)"),
        ("base.of_class(", "of_class(a)"),
        ("base.of_nothing(", "of_nothing(a)"),
        ("bound(", "bound(a)"),
        ("part(", "part(b, c=(), *d, e=5, f=None, **g)"),
        ("nested(", "nested(c=(), *d, e, f=None, **g)"),
        ("star(", "star(*, a)"),
        ("len(", "len(obj, /)"),
        ("text.split(", "split(sep=None, maxsplit=-1)"),
        ("str.split(", "split(self, /, sep=None, maxsplit=-1)"),
        ("{}.get(", "get(key, default=None, /)"),
        ("by_name['every'](", "(a, /, b, c=(), *d, e, f=None, **g)"),
        ("Base(1).method(", "method(a)"),
        ("dict(", "dict(…)"),
        ("range(", "range(…)"),
        ("object(", "object()"),
        ("Colour(", "Colour(value)"),
        ("Bare(", "Bare()"),
        ("every", "every(a, /, b, c=(), *d, e, f=None, **g)"),
        ("base.method", "method(a)"),
        ("behind(every", "every(a, /, b, c=(), *d, e, f=None, **g)"),
        ("behind(number", "behind(a, b=2)"),
        ("behind('", "behind(a, b=2)"),
        ("behind(every(1), [", "behind(a, b=2)"),
        ("behind(every(", "every(a, /, b, c=(), *d, e, f=None, **g)"),
        ("number(", ""),
        ("plain(", ""),
        ("(", ""),
        ("def every(", ""),
        ("class every(", ""),
        ("eve", ""),
    ],
)
def test_signatures(before: str, signature: str) -> None:
    assert completion(before, **NAMES).signature == signature


@pytest.mark.parametrize(
    ("before", "doc"),
    [
        ("every(", "Take every kind."), ("behind(", "Stand behind."), ("Base(", "A base."),
        ("Heir(", ""), ("len(", "Return the number of items in a container."), ("cached(", ""),
        ("dict(", "dict() -> new empty dictionary"), ("number", ""),
    ],
)  # fmt: skip
def test_documentation(before: str, doc: str) -> None:
    assert completion(before, **NAMES).doc == doc


def test_a_signature_without_end_is_cut() -> None:
    names: dict[str, Any] = {}
    exec(f"def many({', '.join(f'parameter_{number}' for number in range(250))}): pass", names)
    signature = completion("many(", many=names["many"]).signature
    assert len(signature) == 1_000
    assert signature.endswith("…)")
