"""Objects that misbehave in every way that a debugger has met."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any


class RaisingRepr:
    def __repr__(self) -> str:
        raise ValueError("no repr today")


class ExitingRepr:
    def __repr__(self) -> str:
        raise SystemExit(3)


class InterruptingRepr:
    def __repr__(self) -> str:
        raise KeyboardInterrupt


class HangingRepr:
    """Hangs in Python code, which can be interrupted."""

    def __repr__(self) -> str:
        while True:
            pass


class SleepingRepr:
    """Hangs in a blocking call, which cannot."""

    def __repr__(self) -> str:
        time.sleep(5)
        return "slept"


class SleepingForEverRepr:
    """Hangs in a blocking call that never returns."""

    def __repr__(self) -> str:
        threading.Event().wait()
        return "woken"


class MutatingRepr:
    """Changes itself when it is looked at."""

    def __init__(self) -> None:
        self.changes = 0

    def __repr__(self) -> str:
        self.changes += 1
        self.__dict__[f"attribute_{self.changes}"] = self
        return f"<changed {self.changes} times>"


class DeletingRepr:
    """Has nothing left when it was looked at."""

    def __init__(self) -> None:
        self.first, self.second = [self], {"self": self}

    def __repr__(self) -> str:
        self.__dict__.clear()
        return "<empty>"


class EmptyingRepr:
    """Empties the list that it stands in."""

    def __init__(self, home: list[Any]) -> None:
        self.home = home

    def __repr__(self) -> str:
        self.home.clear()
        return "<alone>"


def emptied_by_its_item() -> list[Any]:
    home: list[Any] = [1, 2]
    home.extend([EmptyingRepr(home), [home], 3, 4])
    return home


class HashGoneBad:
    """Hashes once, to get into a dict, and never again."""

    def __init__(self) -> None:
        self.hashed = False

    def __hash__(self) -> int:
        if self.hashed:
            raise RuntimeError("hash")
        self.hashed = True
        return 1

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("eq")


def dict_with_a_key_gone_bad() -> dict[Any, Any]:
    return {HashGoneBad(): 1, "other": 2}


class EndlessRepr:
    def __repr__(self) -> str:
        return "x" * 5_000_000


class NonStringRepr:
    def __repr__(self) -> str:
        return 42  # type: ignore[return-value]  # that is the point


class HostileText(str):
    """A str whose every method lies or fails."""

    def __len__(self) -> int:
        raise RuntimeError("len")

    def __getitem__(self, key: object) -> str:
        raise RuntimeError("getitem")

    def __str__(self) -> str:
        raise RuntimeError("str")

    def __repr__(self) -> str:
        raise RuntimeError("repr")

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("iter")

    def __hash__(self) -> int:
        raise RuntimeError("hash")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("eq")


class HostileTextRepr:
    def __repr__(self) -> str:
        return HostileText("<b>hostile</b>")


class LyingClass:
    @property  # type: ignore[misc]  # that is the point
    def __class__(self) -> type:
        raise RuntimeError("class")


class RaisingAttributes:
    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


class AnyAttribute:
    def __getattr__(self, name: str) -> "AnyAttribute":
        return self

    def __call__(self, *args: object) -> "AnyAttribute":
        return self


class LyingList(list[int]):
    def __len__(self) -> int:
        return -1

    def __iter__(self) -> Iterator[int]:
        raise RuntimeError("iter")

    def __getitem__(self, key: Any) -> Any:
        raise RuntimeError("getitem")


class LyingDict(dict[str, int]):
    def items(self) -> Any:
        raise RuntimeError("items")

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("iter")


class Meta(type):
    def __repr__(cls) -> str:
        raise RuntimeError("repr of a class")

    def __getattribute__(cls, name: str) -> Any:
        raise RuntimeError(name)


class HostileClass(metaclass=Meta):
    pass


class Uncomparable:
    def __eq__(self, other: object) -> bool:
        raise RuntimeError("eq")

    def __bool__(self) -> bool:
        raise RuntimeError("bool")

    __hash__ = None  # type: ignore[assignment]  # that is the point


class HtmlRepr:
    def __html__(self) -> str:
        raise AssertionError("__html__ was called")

    def __repr__(self) -> str:
        return "<script>alert(1)</script>"


class FailingStr(Exception):
    def __str__(self) -> str:
        raise ValueError("no str today")


class ExitingStr(Exception):
    def __str__(self) -> str:
        sys.exit(4)


class HangingStr(Exception):
    def __str__(self) -> str:
        while True:
            pass


class HostileTraceback(Exception):
    @property
    def __traceback__(self) -> Any:  # type: ignore[override]  # that is the point
        raise RuntimeError("traceback")


class HostileAttributes(Exception):
    def __getattribute__(self, name: str) -> Any:
        raise SystemExit(name)


def contains_itself() -> list[Any]:
    inner: list[Any] = []
    inner.append({"self": inner, "tuple": (inner,)})
    return inner


def deep_list(depth: int = 100_000) -> list[Any]:
    outer: list[Any] = []
    for _ in range(depth):
        outer = [outer]
    return outer


QUICK: list[Callable[[], object]] = [
    RaisingRepr,
    ExitingRepr,
    InterruptingRepr,
    EndlessRepr,
    NonStringRepr,
    HostileTextRepr,
    LyingClass,
    RaisingAttributes,
    AnyAttribute,
    lambda: HostileClass(),
    Uncomparable,
    HtmlRepr,
    MutatingRepr,
    DeletingRepr,
    emptied_by_its_item,
    dict_with_a_key_gone_bad,
    contains_itself,
    lambda: HostileText("<i>"),
    lambda: LyingList([1, 2, 3]),
    lambda: LyingDict(a=1),
    lambda: {"k": HostileText("v")},
    lambda: [0] * 2_000_000,
    lambda: "\ud800 lone \x00 nul \x1b[31m \u202e bidi",
    lambda: (number for number in range(3)),
    lambda: iter([1, 2, 3]),
    lambda: 10**5_000,
    lambda: float("nan"),
    lambda: range(10**12),
    lambda: memoryview(b"abc"),
    lambda: type("<b>", (), {})(),
]
"""Makers of objects whose description must not take long."""
