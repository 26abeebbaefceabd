"""How long it takes from a save until the new code answers."""

import http.client
import random
import time
from contextlib import suppress

from tests.benchmarks.reload.servers import Server

PAUSE = 0.003
"""Seconds between two requests."""
MOST_PAUSE_BEFORE_SAVE = 1.0
"""Servers that look at files once a second are met at any time of their second."""
MOST_SECONDS = 120
MOST_SECONDS_OF_REQUEST = 10
"""uvicorn-hmr now and then leaves a connection unanswered that its kernel took in a reload."""


def save_and_wait(server: Server, number: int) -> float:
    """Save the word of that number, and return the seconds until it is answered.

    Raises TimeoutError where it never is.
    """
    time.sleep(random.uniform(0, MOST_PAUSE_BEFORE_SAVE))
    word = server.project.save(number)
    began = time.perf_counter()
    wait_for(server, word)
    return time.perf_counter() - began


def wait_for(server: Server, word: str) -> None:
    """Ask again and again, each time on a new connection, until the answer is this."""
    deadline = time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            if _ask(server.port) == word:
                return
        time.sleep(PAUSE)
    raise TimeoutError(f"{server.contender.name} did not answer {word!r}:\n{server.log()}")


def _ask(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=MOST_SECONDS_OF_REQUEST)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read().decode()
    finally:
        connection.close()
