"""A response held back while it may still turn out to be an error's.

The ASGI specification lets a server send the start of a response only with its first body event,
so that it can be replaced until then; here it is replaced by an error's page. A response of
status 500 is held whole: frameworks send their own before they raise.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from debugpage.kept import KeptBody
from debugpage.surroundings import Surroundings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

GRACE = 0.1
"""Seconds that a complete response of status 500 waits for the app to raise, then it is sent."""
MOST_HELD_BYTES = 256 * 1024
"""A longer response of status 500 is the app's own answer, and is not held any further."""


Answer = Callable[[Scope, BaseException, "HeldResponse"], Awaitable[None]]
"""Drops what is held and sends the page of an error in its place."""


class HeldResponse:
    """The response to one request, between the app and the server.

    The app is given its `receive` and `send`. Messages of other kinds than an HTTP response pass
    untouched. `error` is the slot in which a framework's error can be put, and `around` what its
    code ran in. `has_begun` tells whether the server was given anything of the response, `broken`
    is the error by which the server refused it. While `start`, the start that is held, is not
    None, there is something to `finish`; `pending` is a receive that is under way, to be cancelled
    when the app has ended. `request_body` is what the app has read of the request's body.
    """

    # Defaults live in the class: setting ten attributes would cost every request more than
    # all the rest of this.
    has_begun = False
    error: BaseException | None = None
    around: Surroundings | None = None
    broken: OSError | None = None
    start: Message | None = None
    request_body: KeptBody | None = None
    _bodies: tuple[Message, ...] = ()
    _has_read_request = False
    _ended: "asyncio.Future[None] | None" = None
    pending: "asyncio.Future[Message] | None" = None
    _flushing: "asyncio.Task[None] | None" = None

    def __init__(self, scope: Scope, receive: Receive, send: Send, answer: Answer) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._answer = answer

    async def send(self, message: Message) -> None:
        """Take a message from the app: pass it on, or hold it."""
        start = self.start
        if start is None and not self.has_begun and message["type"] == "http.response.start":
            self.start = message
            return
        try:
            if start is not None:
                is_held = start["status"] == 500 or self.error is not None
                if is_held and message["type"] == "http.response.body":
                    await self._hold(message)
                    return
                self.start = None
                self.has_begun = True
                await self._send(start)
            await self._send(message)
        except OSError as error:
            self.broken = error
            raise

    async def receive(self) -> Message:
        """Give the app the next message of the request.

        Once the request is read the only one to come is `http.disconnect`, which a server sends
        when it has sent the response. An app that waits for it before it ends would wait for
        ever for a response that is held, so it is given one then.
        """
        if self._has_read_request:
            return await self._receive_or_end()
        message = await self._receive()
        if message["type"] == "http.request":
            if body := message.get("body"):
                self.request_body = self.request_body or KeptBody()
                self.request_body.keep(body)
            if not message.get("more_body"):
                self._has_read_request = True
        return message

    async def finish(self) -> None:
        """Send what is still held after the app has returned: its response, or an error's page."""
        if self.start is not None and self.error is not None:
            await self._answer(self._scope, self.error, self)
        else:
            await self.flush()

    async def flush(self) -> None:
        """Send what is held as it is; nothing where something was sent before."""
        if self.start is not None:
            messages = (self.start, *self._bodies)
            self.drop()
            for message in messages:
                await self._send(message)

    def drop(self) -> None:
        """Let nothing that is held be sent from now on: the response begins with what comes."""
        self.has_begun = True
        self.start = None
        self._bodies = ()

    async def _hold(self, message: Message) -> None:
        self._bodies = (*self._bodies, message)
        if message.get("more_body"):
            if sum(len(body.get("body", b"")) for body in self._bodies) > MOST_HELD_BYTES:
                await self.flush()
        elif self.error is not None:
            await self._answer(self._scope, self.error, self)
        elif (loop := running_loop()) is not None:
            self._flushing = loop.create_task(self._flush_after_grace())
            self._end()
        elif (trio := running_trio()) is not None:
            trio.lowlevel.spawn_system_task(self._flush_after_grace_under, trio)
        else:
            await self.flush()  # nothing here can wait beside the app

    async def _flush_after_grace(self) -> None:
        await asyncio.sleep(GRACE)
        await self.flush()

    async def _flush_after_grace_under(self, trio: Any) -> None:
        await trio.sleep(GRACE)
        # What leaves a system task ends the loop; the server itself has met this error.
        with suppress(Exception):
            await self.flush()

    def _end(self) -> None:
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(None)

    async def _receive_or_end(self) -> Message:
        loop = running_loop()
        if loop is None:
            return await self._receive()
        if self._is_complete():
            return {"type": "http.disconnect"}
        self._ended = self._ended or loop.create_future()
        # A receive that is under way is kept for the next call: cancelling it could lose a message.
        self.pending = self.pending or asyncio.ensure_future(self._receive())
        waited: set[asyncio.Future[Any]] = {self.pending, self._ended}
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if not self.pending.done():
            return {"type": "http.disconnect"}
        pending, self.pending = self.pending, None
        return pending.result()

    def _is_complete(self) -> bool:
        """Tell whether a whole response is held."""
        return bool(self._bodies) and not self._bodies[-1].get("more_body")


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


def running_loop() -> asyncio.AbstractEventLoop | None:
    """Return the asyncio loop that runs here; None under trio, or where none does."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
