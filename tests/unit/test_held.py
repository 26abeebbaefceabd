"""What is held back, until when, and what an app and a server see of it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from debugpage.held import GRACE, MOST_HELD_BYTES, HeldResponse, Message

Run = Callable[[HeldResponse], Coroutine[Any, Any, None]]


def start(status: int = 200) -> Message:
    return {"type": "http.response.start", "status": status, "headers": []}


def body(data: bytes = b"x", *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": data, "more_body": more}


PAGE = [start(500), body(b"the page")]


class Server:
    """The server's side of one request: what it was sent, and a client that never goes away."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.answered: list[BaseException] = []
        self.refuses = False
        self.requests: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive(self) -> Message:
        if self.requests:
            return self.requests.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(self, message: Message) -> None:
        if self.refuses:
            raise BrokenPipeError
        self.sent.append(message)

    async def answer(self, _scope: Any, error: BaseException, held: HeldResponse) -> None:
        self.answered.append(error)
        held.drop()
        for message in PAGE:
            await held.send(message)


def serve(app: Run) -> Server:
    server = Server()

    async def main() -> None:
        held = HeldResponse({}, server.receive, server.send, server.answer)
        await app(held)
        if held.start is not None:
            await held.finish()
        if held.pending is not None:
            held.pending.cancel()

    asyncio.run(asyncio.wait_for(main(), 20))
    return server


def test_the_start_goes_out_with_the_first_body() -> None:
    seen: list[int] = []

    async def app(held: HeldResponse) -> None:
        await held.send(start())
        seen.append(len(server_of(held).sent))
        await held.send(body(more=True))
        seen.append(len(server_of(held).sent))
        await held.send(body())

    server = serve(app)
    assert seen == [0, 2]
    assert server.sent == [start(), body(more=True), body()]


def test_a_start_without_a_body_goes_out_at_the_end() -> None:
    async def app(held: HeldResponse) -> None:
        await held.send(start(204))

    assert serve(app).sent == [start(204)]


def test_an_own_500_goes_out_when_the_app_returns() -> None:
    async def app(held: HeldResponse) -> None:
        await held.send(start(500))
        await held.send(body(b"own", more=True))
        await held.send(body(b"answer"))
        assert not held.has_begun

    assert serve(app).sent == [start(500), body(b"own", more=True), body(b"answer")]


def test_an_own_500_does_not_wait_for_what_the_app_does_afterwards() -> None:
    async def app(held: HeldResponse) -> None:
        await held.send(start(500))
        await held.send(body(b"own"))
        loop = asyncio.get_running_loop()
        began = loop.time()
        while not held.has_begun:
            await asyncio.sleep(0.005)
        assert loop.time() - began >= GRACE / 2
        assert server_of(held).sent == [start(500), body(b"own")]

    serve(app)


def test_a_dropped_500_is_not_sent_later() -> None:
    async def app(held: HeldResponse) -> None:
        await held.send(start(500))
        await held.send(body(b"own"))
        held.drop()
        await asyncio.sleep(GRACE * 1.5)

    assert serve(app).sent == []


def test_a_long_500_is_not_held_whole() -> None:
    async def app(held: HeldResponse) -> None:
        await held.send(start(500))
        await held.send(body(b"x" * (MOST_HELD_BYTES + 1), more=True))
        assert held.has_begun
        await held.send(body(b"rest"))

    assert len(serve(app).sent) == 3


def test_an_error_in_the_slot_replaces_the_500() -> None:
    error = ValueError("swallowed")

    async def app(held: HeldResponse) -> None:
        held.error = error
        await held.send(start(500))
        await held.send(body(b"own"))

    server = serve(app)
    assert server.answered == [error]
    assert server.sent == PAGE


def test_an_error_in_the_slot_replaces_the_answer_that_an_error_handler_gave() -> None:
    async def app(held: HeldResponse) -> None:
        held.error = ValueError("swallowed")
        await held.send(start(503))
        await held.send(body(b"sorry"))

    assert serve(app).sent == PAGE


def test_an_app_that_waits_for_the_disconnect_is_told_of_it_while_its_500_is_held() -> None:
    async def app(held: HeldResponse) -> None:
        assert (await held.receive())["type"] == "http.request"
        waiting = asyncio.ensure_future(held.receive())
        await asyncio.sleep(0)
        await held.send(start(500))
        await held.send(body(b"own"))
        assert (await waiting)["type"] == "http.disconnect"
        assert not held.has_begun
        assert (await held.receive())["type"] == "http.disconnect"

    assert serve(app).sent == [start(500), body(b"own")]


def test_no_message_of_the_request_is_lost_when_a_receive_is_cancelled() -> None:
    async def app(held: HeldResponse) -> None:
        server = server_of(held)
        await held.receive()
        arrival = asyncio.Event()

        async def receive() -> Message:
            await arrival.wait()
            return {"type": "http.disconnect"}

        held._receive = receive
        first = asyncio.ensure_future(held.receive())
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        arrival.set()
        assert (await held.receive())["type"] == "http.disconnect"
        assert server.sent == []

    serve(app)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "websocket.accept"},
        {"type": "lifespan.startup.complete"},
        {"type": "http.response.early_hint", "links": []},
    ],
)
def test_other_messages_pass_at_once(message: Message) -> None:
    async def app(held: HeldResponse) -> None:
        await held.send(message)
        assert server_of(held).sent == [message]
        assert not held.has_begun

    serve(app)


def test_another_message_after_the_start_lets_the_start_go_first() -> None:
    pathsend: Message = {"type": "http.response.pathsend", "path": "/tmp/x"}

    async def app(held: HeldResponse) -> None:
        await held.send(start())
        await held.send(pathsend)

    assert serve(app).sent == [start(), pathsend]


def test_the_error_by_which_a_server_refuses_is_remembered() -> None:
    async def app(held: HeldResponse) -> None:
        server_of(held).refuses = True
        await held.send(start())
        with pytest.raises(BrokenPipeError) as refused:
            await held.send(body())
        assert held.broken is refused.value

    serve(app)


def server_of(held: HeldResponse) -> Server:
    answer: Callable[..., Awaitable[None]] = held._answer
    owner: Server = answer.__self__  # type: ignore[attr-defined]  # a bound method of Server
    return owner
