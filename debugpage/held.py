"""A response of status 500 held back, while it may be that of a framework which is about to raise.

Frameworks send an answer of their own to an error, and raise it then. A response that was not begun
can be replaced by the error's page: the ASGI specification lets a server send the start of a
response only with its first body event.
"""

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

GRACE = 0.1
"""Seconds that a complete response waits for the app to raise; then it is sent."""
MOST_HELD_BYTES = 256 * 1024
"""A longer response is the app's own answer, and is not held any further."""


class HeldResponse:
    """The response to one request, between the app and the server.

    `send` takes what the app sends from the start on. `has_begun` tells whether the server was
    given anything of it, or shall not be.
    """

    def __init__(self, send: Send) -> None:
        self.has_begun = False
        self._send = send
        self._messages: list[Message] = []
        self._flushing: asyncio.Task[None] | None = None
        self._flushed: Any = None

    async def send(self, message: Message) -> None:
        """Take a message from the app: hold it, or pass it on once the response has begun."""
        if self.has_begun:
            await self._send(message)
            return
        self._messages.append(message)
        if message["type"] == "http.response.start":
            return
        if message["type"] != "http.response.body" or self._is_long():
            await self._flush()
        elif not message.get("more_body"):
            await self._wait_beside()

    async def finish(self) -> None:
        """Send what is held after the app has returned: it did not raise."""
        if not self.has_begun:
            self._stop_waiting()
            await self._flush()
        elif self._flushed is not None:
            await self._flushed.wait()

    def drop(self) -> None:
        """Let nothing that is held be sent: it was replaced."""
        self._stop_waiting()
        self.has_begun, self._flushed = True, None
        self._messages.clear()

    async def _flush(self) -> None:
        self.has_begun = True
        messages, self._messages = self._messages, []
        for message in messages:
            await self._send(message)

    def _is_long(self) -> bool:
        return sum(len(message.get("body", b"")) for message in self._messages) > MOST_HELD_BYTES

    async def _wait_beside(self) -> None:
        """Send what is held after the time of grace, while the app goes on."""
        if (loop := running_loop()) is not None:
            import asyncio

            self._flushed = asyncio.Event()
            self._flushing = loop.create_task(self._flush_after_grace(asyncio.sleep))
        elif (trio := running_trio()) is not None:
            self._flushed = trio.Event()
            trio.lowlevel.spawn_system_task(self._flush_after_grace, trio.sleep)
        else:
            await self._flush()  # nothing here can wait beside the app

    async def _flush_after_grace(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        await sleep(GRACE)
        if self.has_begun:
            return
        try:
            # What leaves a system task of trio ends the loop; the server has met this error.
            with suppress(Exception):
                await self._flush()
        finally:
            self._flushed.set()

    def _stop_waiting(self) -> None:
        if self._flushing is not None:
            self._flushing.cancel()


def running_trio() -> Any:
    """Return the module trio if this runs under it, else None; it is never imported for that."""
    trio = sys.modules.get("trio")  # whoever runs under it has loaded it
    if trio is None:
        return None
    try:
        trio.lowlevel.current_trio_token()
    except RuntimeError:
        return None
    return trio


def running_loop() -> "asyncio.AbstractEventLoop | None":
    """Return the asyncio loop that runs here; None under trio, or where none does."""
    asyncio = sys.modules.get("asyncio")  # whoever runs under it has loaded it
    if asyncio is None:
        return None
    try:
        return asyncio.get_running_loop()  # type: ignore[no-any-return]  # the module is any
    except RuntimeError:
        return None
