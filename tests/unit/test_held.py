"""What is held of a response of status 500, until when, and what an app and a server see of it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from debugpage.held import GRACE, MOST_HELD_BYTES, HeldResponse, Message

Run = Callable[[HeldResponse], Coroutine[Any, Any, None]]

START: Message = {"type": "http.response.start", "status": 500, "headers": []}


def body(data: bytes = b"x", *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": data, "more_body": more}


class Server:
    """The server's side of one response, which may take its time."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.takes = asyncio.Event()
        self.takes.set()

    async def send(self, message: Message) -> None:
        await self.takes.wait()
        self.sent.append(message)


def serve(app: Callable[[HeldResponse, Server], Coroutine[Any, Any, None]]) -> list[Message]:
    async def main() -> list[Message]:
        server = Server()
        held = HeldResponse(server.send)
        await held.send(START)
        await app(held, server)
        await held.finish()
        return server.sent

    return asyncio.run(asyncio.wait_for(main(), 20))


def test_it_goes_out_when_the_app_returns() -> None:
    async def app(held: HeldResponse, _server: Server) -> None:
        await held.send(body(b"own", more=True))
        await held.send(body(b"answer"))
        assert not held.has_begun

    assert serve(app) == [START, body(b"own", more=True), body(b"answer")]


def test_it_does_not_wait_for_what_the_app_does_afterwards() -> None:
    async def app(held: HeldResponse, server: Server) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await held.send(body(b"own"))
        while not held.has_begun:
            await asyncio.sleep(0.005)
        assert loop.time() - began >= GRACE / 2
        assert server.sent == [START, body(b"own")]

    serve(app)


def test_an_app_that_returns_while_it_goes_out_waits_for_that() -> None:
    async def app(held: HeldResponse, server: Server) -> None:
        server.takes.clear()
        await held.send(body(b"own"))
        while not held.has_begun:
            await asyncio.sleep(0.005)
        asyncio.get_running_loop().call_later(0.05, server.takes.set)

    assert serve(app) == [START, body(b"own")]


def test_what_is_dropped_is_not_sent_later() -> None:
    async def app(held: HeldResponse, _server: Server) -> None:
        await held.send(body(b"own"))
        held.drop()
        await asyncio.sleep(GRACE * 1.5)

    assert serve(app) == []


def test_what_comes_after_it_was_dropped_takes_its_place() -> None:
    async def app(held: HeldResponse, _server: Server) -> None:
        held.drop()
        await held.send(START)
        await held.send(body(b"the page"))

    assert serve(app) == [START, body(b"the page")]


def test_a_long_one_is_not_held_whole() -> None:
    async def app(held: HeldResponse, _server: Server) -> None:
        await held.send(body(b"x" * (MOST_HELD_BYTES + 1), more=True))
        assert held.has_begun
        await held.send(body(b"rest"))

    assert len(serve(app)) == 3


def test_one_that_is_sent_from_a_file_is_not_held() -> None:
    pathsend: Message = {"type": "http.response.pathsend", "path": "/tmp/x"}

    async def app(held: HeldResponse, server: Server) -> None:
        await held.send(pathsend)
        assert server.sent == [START, pathsend]

    serve(app)


def test_under_trio_it_does_not_wait_either() -> None:
    trio = pytest.importorskip("trio")
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def main() -> None:
        held = HeldResponse(send)
        await held.send(START)
        await held.send(body(b"own"))
        assert sent == []
        with trio.fail_after(20):
            while not sent:
                await trio.sleep(0.005)
        await held.finish()

    trio.run(main)
    assert sent == [START, body(b"own")]
