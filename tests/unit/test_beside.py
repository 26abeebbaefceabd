"""Blocking work beside an event loop: at once, each in its own context, in threads used again."""

import asyncio
import gc
import os
import threading
import weakref
from contextvars import ContextVar

import pytest

from debugpage import beside
from debugpage.beside import in_thread
from tests.forks import code_of_child

color: ContextVar[str] = ContextVar("color")


class Held:
    """Something that work holds."""


def test_what_comes_of_it_and_what_it_raises_comes_back() -> None:
    async def main() -> None:
        assert await in_thread(lambda: 7) == 7
        with pytest.raises(KeyError, match="tea"):
            await in_thread(lambda: {"milk": 1}["tea"])

    asyncio.run(main())


def test_a_thread_is_used_again_and_no_context_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_idle", [])

    async def main() -> list[tuple[str, int]]:
        async def one(name: str) -> tuple[str, int]:
            color.set(name)
            told = await in_thread(lambda: (color.get(), threading.get_ident()))
            while not beside._idle:  # it is a moment until the thread has nothing to do
                await asyncio.sleep(0)
            return told

        return [await asyncio.create_task(one(name)) for name in ("red", "blue")]

    (red, first), (blue, second) = asyncio.run(main())
    assert (red, blue) == ("red", "blue")
    assert first == second != threading.get_ident()


def test_nobody_waits_for_another() -> None:
    meeting = threading.Barrier(12)

    async def main() -> None:
        await asyncio.gather(*(in_thread(lambda: meeting.wait(30)) for _ in range(12)))

    asyncio.run(main())


def test_a_thread_without_work_holds_nothing() -> None:
    held = Held()
    gone = threading.Event()
    weakref.finalize(held, gone.set)

    async def main(held: Held) -> None:
        await in_thread(lambda: id(held))

    asyncio.run(main(held))
    del held
    gc.collect()
    assert gone.wait(30)


def test_a_thread_ends_that_has_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "IDLE_SECONDS", 0.0)
    monkeypatch.setattr(beside, "_idle", [])

    async def main() -> threading.Thread:
        return await in_thread(threading.current_thread)

    thread = asyncio.run(main())
    thread.join(30)
    assert not thread.is_alive()
    assert beside._idle == []


def test_it_is_done_where_no_thread_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(beside, "_idle", [])
    monkeypatch.setattr(threading.Thread, "start", refuse)

    async def main() -> None:
        assert await in_thread(threading.get_ident) == threading.get_ident()
        with pytest.raises(KeyError, match="tea"):
            await in_thread(lambda: {"milk": 1}["tea"])

    asyncio.run(main())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_the_child_of_a_fork_waits_for_no_thread_of_its_parent() -> None:
    async def main() -> int:
        return await in_thread(lambda: 7)

    asyncio.run(main())
    assert code_of_child(lambda: asyncio.run(main())) == 7
