"""What a request that does not fail costs more for being watched: processor time, by turns."""

import asyncio
import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from importlib import import_module
from types import MethodType
from typing import Any, NamedTuple

from debugpage.asgi import DebugMiddleware
from tests.benchmarks.errors import contenders
from tests.benchmarks.figures import Spread, number, table, times
from tests.benchmarks.plot import Bar, Group
from tests.benchmarks.progress import Progress
from tests.benchmarks.requests import environ, receive, scope, start_response
from tests.benchmarks.targets import Target, told
from tests.benchmarks.worker import Worker

NAME = "happy"
REQUESTS = 20_000
OURS = "debugpage"
AIMS = {"WSGI, a list": 1.3, "WSGI, a generator": 2.0, "ASGI": 1.6}


class Extent(NamedTuple):
    """How often is measured, and how many requests each time."""

    rounds: int = 15
    requests: int = REQUESTS


QUICK = Extent(rounds=5, requests=2_000)


def of_list(_environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with a list, as most do (WSGI)."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]


def of_generator(_environ: Any, start: Callable[..., Any]) -> Iterator[bytes]:
    """Answer with a generator (WSGI)."""
    start("200 OK", [("Content-Type", "text/plain")])
    yield b"ok"
    yield b"ok"


async def over_asgi(_scope: Any, _receive: Any, send: Any) -> None:
    """Answer with one body event (ASGI)."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def try_wsgi(app: Any) -> Any:
    """Wrap in the least that catches."""

    def watched(environ: Any, start: Any) -> Any:
        try:
            return app(environ, start)
        except Exception:
            return [b"failed"]

    return watched


class TryWsgi:
    """The same as an object, as middleware is."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: Any, start: Any) -> Any:
        try:
            return self.app(environ, start)
        except Exception:
            return [b"failed"]


class SeeingWsgi(TryWsgi):
    """The least that catches, and also sees what is handed to `start_response`."""

    def __call__(self, environ: Any, start: Any) -> Any:
        try:
            return self.app(environ, MethodType(_seen, start))
        except Exception:
            return [b"failed"]


def _seen(start: Any, status: str, headers: list[Any], exc_info: Any = None) -> Any:
    if exc_info is None:
        return start(status, headers)
    raise exc_info[1]


def try_asgi(app: Any) -> Any:
    """Wrap in the least that catches."""

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        try:
            await app(scope, receive, send)
        except Exception:
            await send({"type": "http.response.body", "body": b"failed"})

    return watched


def try_asgi_and_know(app: Any) -> Any:
    """Wrap in the least that catches, and knows whether the response has begun."""

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        has_begun = False

        async def noting(message: Any) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
            await send(message)

        try:
            await app(scope, receive, noting)
        except Exception:
            if not has_begun:
                await send({"type": "http.response.body", "body": b"failed"})

    return watched


def _backlash_asgi(app: Any) -> Any:
    return import_module("backlash").AsgiDebuggedApplication(app)


def _litestar(app: Any) -> Any:
    """Wrap as every app of Litestar is."""
    exceptions = import_module("litestar.middleware._internal.exceptions")
    return exceptions.ExceptionHandlerMiddleware(app, debug=None)


def _off_asgi(app: Any) -> Any:
    return DebugMiddleware(app, enabled=False)


WSGI: dict[str, Callable[[Any], Any]] = {
    "try/except": try_wsgi,
    "try/except in an object": TryWsgi,
    "the same that sees exc_info": SeeingWsgi,
    "debugpage": contenders.debugpage("wsgi"),
    "Werkzeug": contenders.werkzeug,
    "backlash": contenders.backlash,
}
KINDS: dict[str, tuple[Any, dict[str, Callable[[Any], Any]]]] = {
    "WSGI, a list": (of_list, WSGI),
    "WSGI, a generator": (of_generator, WSGI),
    "ASGI": (
        over_asgi,
        {
            "try/except": try_asgi,
            "try/except that knows if it began": try_asgi_and_know,
            "debugpage": contenders.debugpage("asgi"),
            "debugpage, off": _off_asgi,
            "Starlette": contenders.starlette,
            "Litestar": _litestar,
            "backlash": _backlash_asgi,
        },
    ),
}


def sampler(contender: str) -> Callable[[str], float]:
    """Return what answers so many requests, in a worker, and tells the nanoseconds of one."""
    kind, _, name = contender.partition(": ")
    plain, wraps = KINDS[kind]
    app = wraps[name](plain)
    loop = _loop_of_asgi if kind == "ASGI" else _loop_of_wsgi

    def sample(requests: str) -> float:
        gc.collect()
        return loop(app, int(requests)) / int(requests)

    return sample


def _loop_of_wsgi(app: Any, requests: int) -> float:
    asked = environ()
    began = time.process_time_ns()
    for _ in range(requests):
        body = app(asked, start_response)
        for _chunk in body:
            pass
        if hasattr(body, "close"):
            body.close()
    return time.process_time_ns() - began


def _loop_of_asgi(app: Any, requests: int) -> float:
    asked = scope()

    async def send(_message: Any) -> None:
        pass

    async def serve() -> float:
        began = time.process_time_ns()
        for _ in range(requests):
            await app(asked, receive, send)
        return time.process_time_ns() - began

    return asyncio.run(serve())


def measure(extent: Extent, progress: Progress) -> dict[str, dict[str, Spread]]:
    """Measure all contenders, nanoseconds a request, by kind of app."""
    found = {}
    for kind, (_, wraps) in KINDS.items():
        progress.say(f"happy path, {kind}")
        with ExitStack() as stack:
            workers = [stack.enter_context(Worker(NAME, f"{kind}: {name}")) for name in wraps]
            found[kind] = _by_turns(workers, extent)
    return found


def _by_turns(workers: Sequence[Worker], extent: Extent) -> dict[str, Spread]:
    taken: dict[str, list[float]] = {}
    for _ in range(extent.rounds + 1):
        for worker in workers:
            name = worker.contender.partition(": ")[2]
            taken.setdefault(name, []).append(worker.sample(str(extent.requests)))
    return {name: Spread.of(values[1:]) for name, values in taken.items()}


def markdown(found: Mapping[str, Mapping[str, Spread]]) -> str:
    """Return the table: nanoseconds a request, and the multiple of the bare try/except."""
    rows = []
    for kind, spreads in found.items():
        bare = spreads["try/except"].median
        rows += [
            [
                kind,
                name,
                str(spread),
                f"{number(spread.median - bare)}",
                times(spread.median / bare),
            ]
            for name, spread in spreads.items()
        ]
    head = ["app", "around it", "ns a request", "more than try/except", "÷ try/except"]
    aims = told(
        Target(kind, AIMS[kind], spreads[OURS].median / spreads["try/except"].median)
        for kind, spreads in found.items()
    )
    return f"### A request that does not fail\n\n{table(head, rows)}\n{aims}"


def groups(found: Mapping[str, Mapping[str, Spread]]) -> list[Group]:
    """Return the times to be drawn, nanoseconds."""
    return [
        Group(kind, [_bar(name, spread) for name, spread in spreads.items()])
        for kind, spreads in found.items()
    ]


def _bar(name: str, spread: Spread) -> Bar:
    return Bar(name, spread.median, f"{number(spread.median)} ns", name == OURS)
