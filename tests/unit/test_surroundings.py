"""The task that code runs in is told by its name, under asyncio and under trio."""

import asyncio
from typing import Any, NamedTuple

import pytest
import trio

from debugpage.surroundings import task_here


async def told() -> str:
    return task_here()


def test_the_name_of_a_task_of_asyncio() -> None:
    async def main() -> str:
        return await asyncio.create_task(told(), name="stock of Berlin")

    assert asyncio.run(main()).startswith("stock of Berlin")


def test_the_name_of_a_task_of_trio() -> None:
    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(keep, name="stock of Paris")

    async def keep() -> None:
        names.append(task_here())

    names: list[str] = []
    trio.run(main)
    assert names == ["stock of Paris"]


def test_no_task() -> None:
    assert task_here() == ""


class Graph(NamedTuple):
    """What `asyncio.capture_call_graph` returns, since Python 3.14."""

    future: Any
    call_stack: tuple[Any, ...]
    awaited_by: "tuple[Graph, ...]"


def test_who_awaits_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    def capture_call_graph() -> Graph:
        task = asyncio.current_task()
        server = Graph(Named("server"), (), ())
        return Graph(task, (), (Graph(Named("checkout"), (), (server,)), Graph(object(), (), ())))

    class Named(NamedTuple):
        name: str

        def get_name(self) -> str:
            return self.name

    async def main() -> str:
        return await asyncio.create_task(told(), name="stock")

    monkeypatch.setattr(asyncio, "capture_call_graph", capture_call_graph, raising=False)
    assert asyncio.run(main()) == "stock, awaited by checkout, server"


def test_who_awaits_it_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def capture_call_graph() -> Graph:
        raise RuntimeError("no graph")

    async def main() -> str:
        return await asyncio.create_task(told(), name="stock")

    monkeypatch.setattr(asyncio, "capture_call_graph", capture_call_graph, raising=False)
    assert asyncio.run(main()) == "stock"
