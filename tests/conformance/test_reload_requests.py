"""No request is refused, reset or failed while the app is reloaded."""

import threading
import time
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.reloading import Answer, Development, asgi, developing, wait_until, wsgi

RELOADS = 5
EVERY_SECONDS = 0.01


class Client:
    """Asks all the time, each time by a new connection, and whether or not it is answered yet."""

    def __init__(self, server: Development) -> None:
        self.answers: list[Answer | Exception] = []
        self._server = server
        self._is_over = threading.Event()
        self._requests: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> "Client":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        for request in self._requests:
            request.join()

    def failures(self) -> list[Answer | Exception]:
        return [one for one in self.answers if isinstance(one, Exception) or one.status != 200]

    def _ask(self) -> None:
        next_time = time.monotonic()
        while not self._is_over.is_set():
            request = threading.Thread(target=self._ask_once)
            request.start()
            self._requests.append(request)
            next_time += EVERY_SECONDS
            self._is_over.wait(max(0, next_time - time.monotonic()))

    def _ask_once(self) -> None:
        try:
            self.answers.append(self._server.get())
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
            for number in range(1, RELOADS + 1):
                since = len(client.answers)
                server.write(make(f"'{number}'"))
                wait_until(lambda: Answer(200, str(number)) in client.answers[since:])  # noqa: B023
        assert client.failures() == []
        assert {answer.text for answer in client.answers if isinstance(answer, Answer)} == {
            str(number) for number in range(RELOADS + 1)
        }
