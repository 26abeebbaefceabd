"""The start-up and shutdown of an ASGI app: what fails there is recorded, and passed on."""

import sys
from collections.abc import Awaitable, Callable
from typing import Any

from debugpage.held import Message, Receive, Scope, Send
from debugpage.over_asgi.recorder import Recorder

App = Callable[[Any, Any, Any], Awaitable[None]]


async def live(app: App, recorder: Recorder, scope: Scope, receive: Receive, send: Send) -> None:
    """Run the lifespan of an app.

    An app that raises before it has received anything has no lifespan (ASGI, "Lifespan
    Protocol"); one that tells of a failure without raising does so while it handles the error.
    """
    has_received = False
    told: BaseException | None = None

    async def receive_first() -> Message:
        nonlocal has_received
        message = await receive()
        has_received = True
        return message

    async def tell(message: Message) -> None:
        nonlocal told
        error = sys.exception()
        if message["type"].endswith(".failed") and isinstance(error, Exception):
            told = error
            await recorder.note(error, scope, "lifespan")
        if message["type"] != "lifespan.startup.complete":
            await recorder.settle()  # a server that is told may end the process at once
        try:
            await send(message)
        except Exception as fault:
            told = fault  # no error of the app's: hypercorn answers a failure so
            raise

    try:
        await app(scope, receive_first, tell)
    except Exception as error:
        if has_received and error is not told:
            await recorder.note(error, scope, "lifespan")
            await recorder.settle()
        raise
