"""Apps whose views fail with things of their event loop in their hands, and go on printing."""

import asyncio
import sys
import threading
from contextvars import ContextVar

import trio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from debugpage.asgi import DebugMiddleware
from tests.apps.actors import play_browser
from tests.hostile import QUICK, HangingRepr, SleepingRepr

voice = ContextVar("voice", default="nobody's")
HOSTILE = [make() for make in QUICK] + [HangingRepr(), SleepingRepr()]


async def ok(request: Request) -> Response:
    return PlainTextResponse("ok")


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        writer.write(line)


async def fail(request: Request) -> Response:
    """Fail holding a future, a lock that another task has, and an open connection."""
    voice.set("the view's")
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(0.1, future.set_result, "from the loop")
    lock, release = asyncio.Lock(), asyncio.Event()

    async def occupy() -> None:
        async with lock:
            await release.wait()

    occupied = asyncio.create_task(occupy())
    await asyncio.sleep(0)
    echoing = await asyncio.start_server(echo, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*echoing.sockets[0].getsockname())
    missing = {"tool": "hammer"}["nail"]
    return PlainTextResponse(f"{missing} {future} {lock} {occupied} {reader} {writer}")


def fail_in_thread(request: Request) -> Response:
    voice.set("the thread's")
    raise LookupError(request.query_params["word"])


async def fail_under_trio(request: Request) -> Response:
    """Fail holding an event and an open connection, both of trio."""
    voice.set("the view's")
    event = trio.Event()
    ours, theirs = trio.socket.socketpair()
    stream = trio.SocketStream(ours)
    missing = {"tool": "hammer"}["nail"]
    return PlainTextResponse(f"{missing} {event} {stream} {theirs}")


async def say(request: Request) -> Response:
    """Print a word in the request, in a task and in a thread."""
    word = request.query_params["word"]
    print(f"{word} in a request", flush=True)

    async def say_in_task() -> None:
        print(f"{word} in a task", flush=True)

    await asyncio.create_task(say_in_task())
    thread = threading.Thread(target=lambda: print(f"{word} in a thread", file=sys.stderr))
    thread.start()
    await asyncio.to_thread(thread.join)
    return PlainTextResponse(word)


app = DebugMiddleware(
    Starlette(
        routes=[
            Route("/ok", ok),
            Route("/fail", fail),
            Route("/fail-in-thread", fail_in_thread),
            Route("/fail-under-trio", fail_under_trio),
            Route("/say", say),
        ]
    ),
    identify=play_browser,
)
