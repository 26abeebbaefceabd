"""Apps that fail where no response can tell of it: WebSockets, tasks, threads, background work."""

import asyncio
import gc
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from quart import Quart
from quart import websocket as quart_websocket
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.exceptions import WebSocketException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from debugpage.asgi import DebugMiddleware
from tests.apps.actors import play_browser
from tests.apps.failures import LOCAL, boom


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text)


async def fail_first(websocket: WebSocket) -> None:
    boom()


async def fail_open(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(LOCAL)
    boom()


async def fail_closed(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close(4321, "its own")
    boom()


async def refuse(websocket: WebSocket) -> None:
    await websocket.accept()
    raise WebSocketException(4008, "its own")


async def handle(websocket: WebSocket) -> None:
    await websocket.accept()
    try:
        boom()
    except ZeroDivisionError:
        await websocket.close(4009, "handled")


async def wait_for_text(websocket: WebSocket) -> None:
    """Receive what does not come: the client has gone, which Starlette raises."""
    await websocket.accept()
    while True:
        await websocket.receive_text()


async def in_background(_request: Request) -> Response:
    return PlainTextResponse("answered", background=BackgroundTask(boom))


async def in_task(_request: Request) -> Response:
    async def fail_in_task() -> None:
        boom()

    task = asyncio.create_task(fail_in_task(), name="mailer")
    await asyncio.wait([task])
    del task
    gc.collect()
    return PlainTextResponse("begun")


def in_thread(_request: Request) -> Response:
    thread = threading.Thread(target=boom, name="counter")
    thread.start()
    thread.join()
    return PlainTextResponse("begun")


async def read_slowly(request: Request) -> Response:
    """Read a body whose sender goes away, which Starlette raises."""
    return PlainTextResponse(await request.body())


async def stream_for_ever(_request: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65_536
            await anyio.sleep(0.005)

    return StreamingResponse(chunks())


def make() -> Starlette:
    """Return a fresh app, without debugpage."""
    sockets = (echo, fail_first, fail_open, fail_closed, refuse, handle, wait_for_text)
    views = (in_background, in_task, in_thread, stream_for_ever)
    return Starlette(
        routes=[
            *(WebSocketRoute(f"/{one.__name__}", one) for one in sockets),
            *(Route(f"/{one.__name__}", one) for one in views),
            Route("/read_slowly", read_slowly, methods=["POST"]),
        ]
    )


app = DebugMiddleware(make(), identify=play_browser)


@asynccontextmanager
async def fail_to_start(_app: object) -> AsyncIterator[None]:
    boom()
    yield


@asynccontextmanager
async def fail_to_stop(_app: object) -> AsyncIterator[None]:
    yield
    boom()


starting = DebugMiddleware(Starlette(lifespan=fail_to_start), identify=play_browser)
stopping = DebugMiddleware(Starlette(lifespan=fail_to_stop), identify=play_browser)


async def quart_fail_first() -> None:
    boom()


async def quart_fail_open() -> None:
    await quart_websocket.accept()
    await quart_websocket.send(LOCAL)
    boom()


async def quart_echo() -> None:
    while True:
        await quart_websocket.send(await quart_websocket.receive())


def make_quart() -> Quart:
    """Return a fresh app of Quart, without debugpage."""
    made = Quart(__name__)
    made.add_websocket("/echo", view_func=quart_echo)
    made.add_websocket("/fail_first", view_func=quart_fail_first)
    made.add_websocket("/fail_open", view_func=quart_fail_open)

    async def in_background() -> str:
        async def fail_in_background() -> None:
            await asyncio.sleep(0.2)  # by then the request was served
            boom()

        made.add_background_task(fail_in_background)
        return "answered"

    made.add_url_rule("/in_background", view_func=in_background)
    return made


async def _fail_to_start() -> None:
    boom()


quart = DebugMiddleware(make_quart(), identify=play_browser)
_failing = make_quart()
_failing.before_serving(_fail_to_start)
quart_starting = DebugMiddleware(_failing, identify=play_browser)
