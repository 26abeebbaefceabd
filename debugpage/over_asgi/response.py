"""The response of an app on its way to the server: an error's page may take its place.

What is known of one is a list, the cheapest record there is that can change: an object with a
method costs a request that does not fail as much as all the rest. Its items are those below.
"""

import sys
from typing import TYPE_CHECKING, Any

from debugpage.held import HeldResponse, Message, Scope, Send
from debugpage.over_asgi.raised import is_disconnect, origin_of_late
from debugpage.over_asgi.sending import send_response
from debugpage.rescue import OVER, slot_in

if TYPE_CHECKING:
    from debugpage.over_asgi.recorder import Recorder

START, SEND, SCOPE, ANSWERS, HELD = range(5)
"""The start, while it waits; where messages go; the request's scope; `Answers`; and, if its start
is `HOLDING`, what holds it."""
BEGUN: Message = {}
"""In the place of a start: the server was given something of the response."""
HOLDING: Message = {}
"""In the place of a start: the response is held."""


async def pass_on(state: list[Any], message: Message) -> None:
    """Take a message from the app, in the place of the server's `send`.

    The start waits for the first body: an error that comes before that can have a page.
    """
    start = state[START]
    if start is None:
        if message["type"] == "http.response.start":
            state[START] = message
            if message["status"] >= 400:
                await state[ANSWERS].to_failure(state)
            return
    elif start:
        state[START] = BEGUN
        await state[SEND](start)
    await state[SEND](message)


class Answers:
    """Answers the errors of one app.

    recorder: records them and makes their pages. rescue: the option `log_rescue`.
    """

    def __init__(self, recorder: "Recorder", rescue: str) -> None:
        self._recorder = recorder
        self._rescue = rescue

    async def to_failure(self, state: list[Any]) -> None:
        """Look at the start of a response that tells of a failure.

        One to an error that a hook of its framework told is replaced, and one of status 500 to an
        error that was logged. A framework that answers an error and then raises it does both while
        it handles it: its 500 is held.
        """
        slot = slot_in(state[SCOPE])
        is_500 = state[START]["status"] == 500
        if slot.error is not None and (not slot.was_logged or (is_500 and self._rescue == "page")):
            await self._answer(slot.error, state)
            state[SEND] = _ignore
        elif slot.error is not None and is_500 and self._rescue == "link":
            state[START] = _linked(state[START], await self._note(slot.error, state))
        elif is_500 and isinstance(sys.exception(), Exception):
            held = HeldResponse(state[SEND])
            await held.send(state[START])
            state[START], state[SEND] = HOLDING, held.send
            state.append(held)

    async def to_error(self, error: Exception, state: list[Any]) -> bool:
        """Answer an error that an app raised, or record it, and tell whether it ends here.

        It does where its page was sent.
        """
        slot = slot_in(state[SCOPE])
        slot.is_over = True
        try:
            return await self._ends(error, state)
        finally:
            slot.let_go()

    async def _ends(self, error: Exception, state: list[Any]) -> bool:
        slot = slot_in(state[SCOPE])
        if is_disconnect(error, pass_on.__code__):
            slot.tell(error)
            return False
        if not _has_begun(state):
            await self._answer(error, state)
            return True
        if slot.has_told(error):
            return state[SEND] is _ignore
        await self._note(error, state)
        return False

    async def to_return(self, state: list[Any]) -> None:
        """Send what is held of a response when the app has returned, and tell of its error."""
        start, slot = state[START], slot_in(state[SCOPE])
        if slot is not OVER:
            slot.is_over = True
        if start is HOLDING:
            await state[HELD].finish()
        elif start:
            await state[SEND](start)
        is_left = slot.is_told or (slot.was_logged and self._rescue == "off")
        if slot.error is not None and not is_left:
            await (self._answer if start is None else self._note)(slot.error, state)
        slot.let_go()

    async def _note(self, error: BaseException, state: list[Any]) -> str:
        slot_in(state[SCOPE]).tell(error)
        return await self._recorder.note(error, state[SCOPE], origin_of_late(error))

    async def _answer(self, error: BaseException, state: list[Any]) -> None:
        scope: Scope = state[SCOPE]
        send: Send = state[SEND]
        slot_in(scope).tell(error)
        if state[START] is HOLDING:
            state[HELD].drop()
        state[START] = BEGUN
        await send_response(await self._recorder.answer(error, scope, "request"), scope, send)


def _linked(start: Message, path: str) -> Message:
    """Return a start with the headers that lead to the page of an error, if it has one."""
    told = [
        (b"x-debugpage-id", path.rpartition("/")[2].encode()),
        (b"link", f'<{path}>; rel="debugpage"'.encode()),
    ]
    return {**start, "headers": [*start.get("headers", ()), *(told if path else ())]}


def _has_begun(state: list[Any]) -> bool:
    is_held = state[START] is HOLDING and not state[HELD].has_begun
    return not is_held and (state[START] is BEGUN or state[START] is HOLDING)


async def _ignore(_message: Message) -> None:
    """Take what an app goes on to send of a response that was replaced."""
