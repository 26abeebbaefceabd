"""What a client that asks every ten milliseconds meets while the code is reloaded."""

import asyncio
import random
import time
from collections import Counter
from contextlib import suppress
from typing import NamedTuple

from tests.benchmarks.reload.projects import is_word
from tests.benchmarks.reload.servers import Server

PERIOD = 0.01
PAUSES = (0.4, 0.8)
"""The least and the most seconds from an answer of the new code to the next save."""
MOST_SECONDS = 40
REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


class Outcome(NamedTuple):
    """What became of all requests: `failed` by kind, and the longest wait for an answer (s).

    `reloads` is less than was asked for where a server did not answer with the new code at all.
    """

    requests: int
    failed: dict[str, int]
    longest: float
    reloads: int


class Client:
    """Asks every `PERIOD`, whether or not the requests before were answered."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._seen = asyncio.Condition()
        self._last = ""
        self._requests = 0
        self._failed: Counter[str] = Counter()
        self._longest = 0.0

    async def through(self, server: Server, first: int, reloads: int) -> Outcome:
        """Save so many times, each once the save before is answered, and return what happened."""
        asking, done = asyncio.create_task(self._ask_for_ever()), 0
        with suppress(TimeoutError):
            for number in range(first, first + reloads):
                await asyncio.sleep(random.uniform(*PAUSES))
                word = await asyncio.to_thread(server.project.save, number)
                await asyncio.wait_for(self._answered(word), MOST_SECONDS)
                done += 1
        await asyncio.sleep(PAUSES[0])
        asking.cancel()
        await asyncio.wait({*asyncio.all_tasks()} - {asyncio.current_task()}, timeout=MOST_SECONDS)
        return Outcome(self._requests, dict(self._failed), self._longest, done)

    async def _answered(self, word: str) -> None:
        async with self._seen:
            await self._seen.wait_for(lambda: self._last == word)

    async def _ask_for_ever(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        pending: set[asyncio.Task[None]] = set()
        while True:
            task = loop.create_task(self._ask())
            pending.add(task)
            task.add_done_callback(pending.discard)
            due += PERIOD
            await asyncio.sleep(max(0, due - loop.time()))

    async def _ask(self) -> None:
        self._requests += 1
        began = time.perf_counter()
        try:
            answer = await asyncio.wait_for(self._fetch(), MOST_SECONDS)
        except ConnectionRefusedError:
            self._failed["refused"] += 1
        except ConnectionError:
            self._failed["reset"] += 1
        except TimeoutError:
            self._failed["timed out"] += 1
        else:
            self._longest = max(self._longest, time.perf_counter() - began)
            await self._judge(answer)

    async def _fetch(self) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(REQUEST)
            return await reader.read()
        finally:
            writer.close()

    async def _judge(self, answer: bytes) -> None:
        head, _, body = answer.partition(b"\r\n\r\n")
        if not answer:
            self._failed["empty"] += 1
        elif not head.startswith((b"HTTP/1.1 200 ", b"HTTP/1.0 200 ")):
            self._failed[head[9:12].decode("ascii", "replace")] += 1
        elif not is_word(body.decode()):
            self._failed["cut"] += 1
        else:
            await self._see(body.decode())

    async def _see(self, text: str) -> None:
        async with self._seen:
            self._last = text
            self._seen.notify_all()


def ask_through(server: Server, first: int, reloads: int) -> Outcome:
    """Ask a server every ten milliseconds through reloads. first: the number of the next save."""

    async def ask() -> Outcome:
        return await Client(server.port).through(server, first, reloads)

    return asyncio.run(ask())
