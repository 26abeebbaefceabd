"""A WSGI app, carried by an ASGI server."""

import asyncio
import http.client
import threading
from collections.abc import Iterable
from typing import Any

import httpx

from debugpage.demo.carrier import Carrier
from tests.demo import running_demo

met = threading.Barrier(2)


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/meet":
        met.wait(timeout=10)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['REMOTE_ADDR']}:{environ['REMOTE_PORT']}".encode()]


async def ask_together(*paths: str) -> list[httpx.Response]:
    transport = httpx.ASGITransport(Carrier(app), client=("127.0.0.1", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await asyncio.gather(*(client.get(path) for path in paths))


def test_the_app_is_told_both_ends_of_the_connection() -> None:
    (response,) = asyncio.run(ask_together("/"))
    assert response.text == "127.0.0.1:4711"


def test_requests_are_served_beside_each_other() -> None:
    responses = asyncio.run(ask_together("/meet", "/meet"))
    assert [response.status_code for response in responses] == [200, 200]


def test_a_connection_serves_any_number_of_requests() -> None:
    with running_demo("--port", "0") as demo:
        connection = http.client.HTTPConnection(demo.address.removeprefix("http://").rstrip("/"))
        statuses = set()
        for _ in range(300):
            connection.request("GET", "/flask/checkout/GB")
            response = connection.getresponse()
            response.read()
            statuses.add(response.status)
        connection.close()
    assert statuses == {200}
