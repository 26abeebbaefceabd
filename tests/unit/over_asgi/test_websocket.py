"""How an error ends a WebSocket, and which ends are the app's own."""

import asyncio
from contextvars import copy_context
from typing import Any

import pytest

from debugpage.over_asgi.websocket import MOST_REASON_BYTES, closing_reason
from debugpage.rescue import put
from debugpage.surroundings import Surroundings
from tests.unit.over_asgi.asgi import Played, play, reports, scope, watched

ANSWERS: dict[str, Any] = {"extensions": {"websocket.http.response": {}}}
ACCEPT = {"type": "websocket.accept"}
PATH = "/__debugpage__/" + "0" * 49
SECRET = "hunter2 is the password"


async def fail(_scope: Any, _receive: Any, _send: Any) -> None:
    raise ValueError(SECRET)


async def fail_open(_scope: Any, _receive: Any, send: Any) -> None:
    await send(ACCEPT)
    raise ValueError(SECRET)


def test_before_it_is_accepted_an_error_is_answered_by_its_page() -> None:
    app = watched(fail)
    played = play(app, scope("websocket", **ANSWERS))
    begin, page = played.sent
    assert (begin["type"], begin["status"]) == ("websocket.http.response.start", 500)
    assert page["type"] == "websocket.http.response.body"
    assert played.raised is None
    assert [report.origin for report in reports(app)] == ["websocket"]


def test_where_the_server_takes_no_answer_it_refuses_as_it_does() -> None:
    app = watched(fail)
    played = play(app, scope("websocket"))
    assert played.sent == []
    assert isinstance(played.raised, ValueError)
    assert len(reports(app)) == 1


def test_an_accepted_one_is_closed_with_the_way_to_the_page() -> None:
    app = watched(fail_open)
    played = play(app, scope("websocket", root_path="/shop"))
    (report,) = reports(app)
    path = f"/__debugpage__/{report.id}"
    assert played.sent == [
        ACCEPT,
        {"type": "websocket.close", "code": 1011, "reason": f"ValueError: see /shop{path}"},
    ]
    assert played.raised is None
    assert report.address.endswith(path)
    assert [frame.function for frame in report.problems[0].frames] == ["fail_open"]


def test_an_error_after_the_app_has_closed_it_is_recorded() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.close", "code": 4000})
        await fail(scope, receive, send)

    app_watched = watched(app)
    played = play(app_watched, scope("websocket"))
    assert played.sent == [{"type": "websocket.close", "code": 4000}]
    assert isinstance(played.raised, ValueError)
    assert len(reports(app_watched)) == 1


@pytest.mark.parametrize("is_accepted", [True, False])
def test_an_end_by_an_error_that_a_hook_told_is_replaced(is_accepted: bool) -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        if is_accepted:
            await send(ACCEPT)
        put(ValueError(SECRET), Surroundings(copy_context()))
        await send({"type": "websocket.close", "code": 1000})
        await send({"type": "websocket.close", "code": 1000})

    app_watched = watched(app)
    sent = play(app_watched, scope("websocket", **ANSWERS)).sent
    ends = [message.get("code", message.get("status")) for message in sent[is_accepted:][:1]]
    assert ends == [1011 if is_accepted else 500]
    assert len(sent) == 2
    assert len(reports(app_watched)) == 1


class WebSocketDisconnect(Exception):
    """As Starlette's and Litestar's."""


@pytest.mark.parametrize("error", [WebSocketDisconnect(), asyncio.CancelledError()])
def test_a_client_that_goes_away_is_no_error(error: BaseException) -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send(ACCEPT)
        raise error

    app_watched = watched(app)
    played = Played()
    try:
        asyncio.run(played.run(app_watched, scope("websocket")))
    except asyncio.CancelledError as raised:
        played.raised = raised
    assert played.raised is error
    assert played.sent == [ACCEPT]
    assert reports(app_watched) == []


def test_a_client_that_goes_away_meanwhile_hides_no_error() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(ACCEPT)
        played.refuses = BrokenPipeError
        await fail(scope, receive, send)

    played, app_watched = Played(), watched(app)
    asyncio.run(played.run(app_watched, scope("websocket")))
    assert played.raised is None
    assert len(reports(app_watched)) == 1


@pytest.mark.parametrize("name", ["ValueError", "E" * 200, "Ü" * 100])
def test_a_reason_fits_with_its_whole_link_and_no_message(name: str) -> None:
    reason = closing_reason(type(name, (Exception,), {})(SECRET), PATH)
    assert len(reason.encode()) <= MOST_REASON_BYTES
    assert reason.endswith(f": see {PATH}")
    assert reason.startswith(name[0])
    assert SECRET not in reason


def test_a_link_that_does_not_fit_is_left_out() -> None:
    assert closing_reason(ValueError(SECRET), "/" + "x" * 200) == "ValueError"


def test_our_own_paths_are_no_websockets() -> None:
    app = watched(fail_open)
    played = play(app, scope("websocket", path="/__debugpage__/"))
    assert [message.get("code") for message in played.sent] == [1008]
    assert reports(app) == []
