"""A WebSocket of the app: an error ends it, and tells the client by which page more is known."""

from collections.abc import Awaitable, Callable
from typing import Any

from debugpage.held import Message, Receive, Scope, Send
from debugpage.over_asgi.raised import is_disconnect
from debugpage.over_asgi.recorder import Recorder
from debugpage.over_asgi.sending import send_response
from debugpage.rescue import scope_of_request, slot_in

App = Callable[[Any, Any, Any], Awaitable[None]]

INTERNAL_ERROR = 1011
"""The code of a server that met an unexpected condition (RFC 6455, section 7.4.1)."""
MOST_REASON_BYTES = 123
"""Of a close frame's payload, which is 125 bytes, the code takes two (RFC 6455, section 5.5)."""
_ENDS = ("websocket.close", "websocket.http.response.start")


async def serve(app: App, recorder: Recorder, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve a connection.

    Before it is accepted, an error is answered by its page, where the server can send one
    (`websocket.http.response`), else by the server's own refusal; afterwards by a close.
    """
    scope_of_request.set(scope)
    slot = slot_in(scope)
    connection = Connection(recorder, scope, send)
    try:
        await app(scope, receive, connection.send)
    except Exception as error:
        if is_disconnect(error, Connection.send.__code__):
            slot.tell(error)
            raise
        if not await connection.end(error):
            raise
    else:
        if slot.error is not None and not slot.is_told:
            await connection.end(slot.error)
    finally:
        slot.is_over = True
        slot.let_go()


class Connection:
    """One WebSocket, between the app and the server."""

    def __init__(self, recorder: Recorder, scope: Scope, send: Send) -> None:
        self._recorder = recorder
        self._scope = scope
        self._send = send
        self._slot = slot_in(scope)
        self._is_accepted = False
        self._is_ended = False
        self._is_ended_by_us = False

    async def send(self, message: Message) -> None:
        """Pass on what the app sends; where it ends the connection after an error, send ours."""
        if self._is_ended_by_us:
            return
        if message["type"] in _ENDS and not self._is_ended:
            if await self._ends_by_slot(message):
                return
            self._is_ended = True
        elif message["type"] == "websocket.accept":
            self._is_accepted = True
        await self._send(message)

    async def end(self, error: BaseException) -> bool:
        """Record an error, end the connection by it, and tell whether that could be done."""
        if self._slot.has_told(error):
            return self._is_ended_by_us
        self._slot.tell(error)
        can_answer = "websocket.http.response" in (self._scope.get("extensions") or {})
        if self._is_ended or not (self._is_accepted or can_answer):
            await self._recorder.note(error, self._scope, "websocket")
        elif self._is_accepted:
            await self._close(error)
        else:
            page = await self._recorder.answer(error, self._scope, "websocket")
            self._is_ended_by_us = True
            await send_response(page, self._scope, self._try_to_send)
        return self._is_ended_by_us

    async def _ends_by_slot(self, message: Message) -> bool:
        """End the connection by the error that its framework ends it by, and did not raise."""
        slot = self._slot
        if slot.was_logged and message.get("code") != INTERNAL_ERROR:
            return False  # it may have been logged by an app that goes on, and ends in order
        return slot.error is not None and await self.end(slot.error)

    async def _close(self, error: BaseException) -> None:
        path = await self._recorder.note(error, self._scope, "websocket")
        reason = closing_reason(error, path)
        self._is_ended_by_us = True
        await self._try_to_send(
            {"type": "websocket.close", "code": INTERNAL_ERROR, "reason": reason}
        )

    async def _try_to_send(self, message: Message) -> None:
        try:
            await self._send(message)
        except OSError:  # the client went away meanwhile; the error is logged
            return


def closing_reason(error: BaseException, path: str) -> str:
    """Return why a WebSocket is closed, in the bytes that there are.

    Of an error that is its type alone, for its message may hold a secret; and that is cut rather
    than the path of the page, which is left out whole where there is no room for it.
    """
    link = f": see {path}" if path else ""
    room = MOST_REASON_BYTES - len(link.encode())
    if room < 1:
        link, room = "", MOST_REASON_BYTES
    return type(error).__name__.encode()[:room].decode(errors="ignore") + link
