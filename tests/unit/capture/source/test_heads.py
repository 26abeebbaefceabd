"""Of a statement that cannot begin, its head is marked, on every Python, and not its body."""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest

import debugpage
from debugpage.report import Frame, Span

NOTHING: Any = None


def loop() -> None:
    for _ in NOTHING:
        print("never")
        print("ever")


def loop_on_one_line() -> None:
    for _ in NOTHING: print("never")  # fmt: skip  # noqa: E701


def loop_over_lines() -> None:
    for größe in (  # noqa: B007, PLC2401 - characters of two bytes
        NOTHING  # the größe
        + 1
    ):
        print("never")


def generator_that_fails() -> None:
    items: Any = (1 / number for number in (1, 0))
    for _ in items:
        print("once")


def context() -> None:
    with NOTHING as _:
        print("never")


def contexts() -> None:
    with nullcontext(1) as one, NOTHING as _:
        print(one)


def handler() -> None:
    try:
        print(1 / 0)
    except NOTHING:
        print("never")


def class_body() -> None:
    class Shop:
        size = 1
        half = size / NOTHING

    print(Shop)


async def asynchronous() -> None:
    async for _ in NOTHING:
        print("never")


def in_loop() -> None:
    asyncio.run(asynchronous())


def failed(fail: Callable[[], None], name: str) -> Frame:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - each another
        fail()
    frames = debugpage.capture(caught.value).problems[0].frames
    return next(frame for frame in frames if frame.function == name)


def marked(frame: Frame) -> str:
    assert frame.source is not None
    assert frame.source.span is not None
    return cut(frame.source.first, frame.source.lines, frame.source.span)


def cut(first: int, lines: tuple[str, ...], span: Span) -> str:
    inner = list(lines[span.line - first : span.end_line - first + 1])
    inner[-1] = inner[-1][: span.end_column]
    inner[0] = inner[0][span.column :]
    return " ".join(line.strip() for line in inner)


@pytest.mark.parametrize(
    ("fail", "expected"),
    [
        (loop, "NOTHING"),
        (loop_on_one_line, "NOTHING"),
        (loop_over_lines, "NOTHING  # the größe + 1"),
        (generator_that_fails, "items"),
        (context, "NOTHING"),
        (handler, "NOTHING"),
        (class_body, "class Shop"),
    ],
)
def test_the_head_is_marked(fail: Callable[[], None], expected: str) -> None:
    assert marked(failed(fail, fail.__name__)) == expected


def test_of_several_contexts_one_is_in_the_range() -> None:
    frame = failed(contexts, "contexts")
    assert marked(frame) in ("nullcontext(1) as one, NOTHING", "NOTHING")
    assert ("NOTHING", "None") in [(entry.name, entry.value.text) for entry in frame.values]


def test_an_asynchronous_loop() -> None:
    assert marked(failed(in_loop, "asynchronous")) == "NOTHING"


@pytest.mark.parametrize("fail", [loop, context, handler])
def test_its_value_is_shown(fail: Callable[[], None]) -> None:
    values = failed(fail, fail.__name__).values
    assert [(entry.name, entry.value.text) for entry in values] == [("NOTHING", "None")]
