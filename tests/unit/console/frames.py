"""Frames to type in: of a method, a function, a class body, a generator and a module."""

import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

TAX = 20
counter = 0


class Shop:
    """A class with a private name and a method that tells where it was called."""

    def __init__(self) -> None:
        self.__till = 7

    def greet(self) -> str:
        return f"welcome, {self.__till}"

    def sell(self, pieces: int, *rest: int) -> types.FrameType:
        basket = ["tea", "rice"]
        __discount = len(basket) + len(rest)
        return sys._getframe()

    @classmethod
    def open(cls) -> types.FrameType:
        return sys._getframe()


class Branch(Shop):
    def greet(self) -> str:
        return "welcome to the branch"

    def sell(self, pieces: int, *rest: int) -> types.FrameType:
        return sys._getframe()

    def count(self) -> types.FrameType:
        def inner() -> types.FrameType:
            assert pieces
            return sys._getframe()

        pieces = 4
        return inner()


class Chain(type):
    def count(cls) -> types.FrameType:
        return sys._getframe()


class ChainStore(metaclass=Chain):
    pass


def function(pieces: int = 3, counter: str = "local", **more: Any) -> types.FrameType:
    total = None
    del total
    return sys._getframe()


def method() -> types.FrameType:
    return Shop().sell(3)


def inherited() -> types.FrameType:
    return Branch().sell(3)


def class_method() -> types.FrameType:
    return Branch.open()


def metaclass_method() -> types.FrameType:
    return ChainStore.count()


def closure() -> types.FrameType:
    return Branch().count()


def class_body() -> types.FrameType:
    class Till:
        coins = 5
        __hidden = 6
        frame = sys._getframe()

    return Till.frame


def generator() -> types.FrameType:
    def numbers() -> Iterator[int]:
        held = 8
        yield held
        raise LookupError

    return _failing(lambda: list(numbers()))


def lambda_() -> types.FrameType:
    divide: Callable[[int], float] = lambda pieces: pieces / 0  # noqa: E731  # for its frame
    return _failing(lambda: divide(2))


def comprehension() -> types.FrameType:
    return _failing(lambda: sum(1 / 0 for item in ["tea"] if item))


def _failing(call: Callable[[], object]) -> types.FrameType:
    """Return the innermost frame of the error that `call` ends in."""
    try:
        call()
    except Exception as error:
        traceback = error.__traceback__
        while traceback and traceback.tb_next:
            traceback = traceback.tb_next
        assert traceback
        return traceback.tb_frame
    raise AssertionError("it did not fail")


def module(source: str = "") -> types.FrameType:
    """Return the frame of a module of its own, after `source` ran in it."""
    names = types.ModuleType("till").__dict__
    exec(f"import sys\nprice = 5\n{source}\nframe = sys._getframe()", names)
    frame = names["frame"]
    assert isinstance(frame, types.FrameType)
    return frame
