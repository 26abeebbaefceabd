"""No request is refused, reset or failed while the app is reloaded."""

import random
import threading
import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tests.reloading import SECONDS, Answer, Development, asgi, developing, wait_until, wsgi

RELOADS = 5
EVERY_SECONDS = 0.01
MOST_SILENT_SECONDS = 0.3
KEPT = 3
"""Clients that keep their connections, where those are kept."""


class Client:
    """Asks all the time, whether or not it is answered yet.

    By new connections, half of which are silent at first, as those that browsers open ahead; and by
    some that are kept.
    """

    def __init__(self, server: Development) -> None:
        self.answers: list[Answer | Exception] = []
        self._server = server
        self._is_over = threading.Event()
        self._requests: list[threading.Thread] = []

    def __enter__(self) -> "Client":
        self._begin(self._ask_all_the_time)
        for _ in range(KEPT):
            self._begin(self._ask_by_one)
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for request in self._requests:
            request.join()

    def failures(self) -> list[Answer | Exception]:
        return [one for one in self.answers if isinstance(one, Exception) or one.status != 200]

    def _begin(self, what: Callable[[], None]) -> None:
        thread = threading.Thread(target=what)
        thread.start()
        self._requests.append(thread)

    def _ask_all_the_time(self) -> None:
        next_time = time.monotonic()
        while not self._is_over.is_set():
            self._begin(self._ask_once)
            next_time += EVERY_SECONDS
            self._is_over.wait(max(0, next_time - time.monotonic()))

    def _ask_once(self) -> None:
        with closing(HTTPConnection("127.0.0.1", self._server.port, timeout=SECONDS)) as connection:
            connection.connect()
            if random.random() < 0.5:
                time.sleep(random.uniform(0, MOST_SILENT_SECONDS))
            self._ask(connection)

    def _ask_by_one(self) -> None:
        with closing(HTTPConnection("127.0.0.1", self._server.port, timeout=SECONDS)) as connection:
            while not self._is_over.wait(EVERY_SECONDS):
                self._ask(connection)

    def _ask(self, connection: HTTPConnection) -> None:
        try:
            connection.request("GET", "/")
            response = connection.getresponse()
            self.answers.append(Answer(response.status, response.read().decode()))
        except (OSError, HTTPException) as error:
            self.answers.append(error)


@pytest.mark.parametrize("way", ["fork", "spare", "cold"])
@pytest.mark.parametrize("make", [asgi, wsgi])
def test_every_request_is_answered_through_reloads(
    tmp_path: Path, make: Callable[[str], str], way: str
) -> None:
    with developing(tmp_path, "--reload-by", way, app=make("'0'")) as server:
        server.wait_for("0")
        with Client(server) as client:
            wait_until(lambda: client.answers)
            for number in range(1, RELOADS + 1):
                since = len(client.answers)
                server.write(make(f"'{number}'"))
                wait_until(lambda: Answer(200, str(number)) in client.answers[since:])  # noqa: B023
        assert client.failures() == []
        assert {answer.text for answer in client.answers if isinstance(answer, Answer)} == {
            str(number) for number in range(RELOADS + 1)
        }
