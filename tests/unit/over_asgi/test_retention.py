"""Frames of errors that were let go end at once, not when garbage is collected."""

import gc
import weakref
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from tests.unit.over_asgi.asgi import body, play, scope, start, watched
from tests.unit.over_asgi.test_response import put_error

Send = Callable[[Any], Awaitable[None]]


class Basket:
    """Lies in the frames of an app that fails."""


async def fails(_send: Send) -> None:
    raise ValueError("before the response")


async def fails_late(send: Send) -> None:
    await send(start())
    await send(body(more=True))
    raise ValueError("in the response")


async def answers(send: Send) -> None:
    put_error()
    await send(start(500))
    await send(body())


async def accepts(send: Send) -> None:
    await send({"type": "websocket.accept"})
    raise ValueError("in the connection")


@pytest.fixture(autouse=True)
def _no_collection() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(
    ("serve", "kind"),
    [(fails, "http"), (fails_late, "http"), (answers, "http"), (accepts, "websocket")],
)
def test_what_the_store_lets_go_is_gone(serve: Callable[[Send], Any], kind: str) -> None:
    baskets: list[weakref.ref[Basket]] = []

    async def app(_scope: Any, _receive: Any, send: Send) -> None:
        basket = Basket()
        baskets.append(weakref.ref(basket))
        await serve(send)

    app_with_pages = watched(app, tracebacks=1)
    for _ in range(3):
        play(app_with_pages, scope(kind)).raised = None
    assert [basket() is not None for basket in baskets[:-1]] == [False, False]
