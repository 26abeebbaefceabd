"""Of a response what is held, and what takes its place where its request fails."""

import asyncio
import logging
from contextvars import copy_context
from typing import Any

import pytest
from starlette.background import BackgroundTask

from debugpage.elsewhere.desk import Desk
from debugpage.rescue import put
from debugpage.surroundings import Surroundings
from tests.unit.over_asgi.asgi import Message, Played, body, play, reports, scope, start, watched

LOG = logging.getLogger("shop")


def statuses(played: Played) -> list[int]:
    return [message["status"] for message in played.sent if "status" in message]


def put_error(message: str = "told by a hook") -> ValueError:
    error = ValueError(message)
    put(error, Surroundings(copy_context()))
    return error


def test_the_start_goes_out_with_the_first_body() -> None:
    seen: list[int] = []
    played = Played()

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send(start())
        seen.append(len(played.sent))
        await send(body(more=True))
        seen.append(len(played.sent))
        await send(body())

    asyncio.run(played.run(watched(app), scope()))
    assert seen == [0, 2]
    assert played.sent == [start(), body(more=True), body()]


def test_a_start_without_a_body_goes_out_at_the_end() -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send(start(204))

    assert play(watched(app), scope()).sent == [start(204)]


@pytest.mark.parametrize(
    "message",
    [
        {"type": "http.response.early_hint", "links": []},
        {"type": "http.response.debug", "info": {}},
    ],
)
def test_what_may_come_before_the_start_passes_at_once(message: Message) -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send(message)
        assert played.sent == [message]

    played = Played()
    asyncio.run(played.run(watched(app), scope()))
    assert played.raised is None


def test_an_own_500_is_not_held() -> None:
    played = Played()

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        await send(start(500))
        await send(body(b"own"))
        assert played.sent == [start(500), body(b"own")]
        played.messages.append({"type": "http.disconnect"})  # as servers do, then
        await receive()

    app_watched = watched(app)
    asyncio.run(played.run(app_watched, scope()))
    assert played.raised is None
    assert reports(app_watched) == []


def test_a_500_that_is_sent_while_an_error_is_handled_is_replaced_when_that_is_raised() -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        try:
            raise ValueError("raised again")
        except ValueError:
            await send(start(500))
            await asyncio.sleep(0)
            await send(body(b"own"))
            raise

    played = play(watched(app), scope())
    assert statuses(played) == [500]
    assert b"raised again" in played.sent[1]["body"]
    assert played.raised is None


def test_a_500_that_answers_a_handled_error_is_the_apps() -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        try:
            raise ValueError("handled")
        except ValueError:
            await send(start(500))
            await send(body(b"own"))

    assert play(watched(app), scope()).sent == [start(500), body(b"own")]


@pytest.mark.parametrize("status", [500, 503])
def test_an_error_that_a_hook_told_replaces_what_answers_it(status: int) -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        put_error()
        await send(start(status))
        await send(body(b"own", more=True))
        await send(body(b"own"))

    played = play(watched(app), scope())
    assert statuses(played) == [500]
    assert len(played.sent) == 2
    assert b"told by a hook" in played.sent[1]["body"]


def test_an_error_that_a_hook_told_is_answered_where_nothing_else_is() -> None:
    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        put_error()

    assert statuses(play(watched(app), scope())) == [500]


def test_an_error_that_a_hook_told_is_recorded_where_the_answer_is_in_order() -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        put_error()
        await send(start(200))
        await send(body(b"own"))

    app_watched = watched(app)
    assert play(app_watched, scope()).sent == [start(200), body(b"own")]
    assert [report.problems[0].message for report in reports(app_watched)] == ["told by a hook"]


async def logs(scope: Any, _receive: Any, send: Any) -> None:
    try:
        raise ValueError("only logged")
    except ValueError:
        LOG.exception("something went wrong")
    await send(start(int(scope["path"][1:])))
    await send(body(b"own"))


def test_an_error_that_was_logged_replaces_a_500_alone() -> None:
    app = watched(logs)
    assert b"only logged" in play(app, scope(path="/500")).sent[1]["body"]
    for status in (200, 503):
        assert play(app, scope(path=f"/{status}")).sent == [start(status), body(b"own")]
    assert len(reports(app)) == 3


def test_a_500_with_a_logged_error_leads_to_its_page_where_that_is_asked_for() -> None:
    app = watched(logs, log_rescue="link")
    begin, rest = play(app, scope(path="/500")).sent
    (report,) = reports(app)
    assert dict(begin["headers"])[b"x-debugpage-id"].decode() == report.id
    assert rest == body(b"own")


def test_an_error_in_a_background_task_is_recorded_and_raised() -> None:
    def fail() -> None:
        raise ValueError("in the background")

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send(start())
        await send(body())
        await BackgroundTask(fail)()

    app_watched = watched(app)
    played = play(app_watched, scope())
    assert isinstance(played.raised, ValueError)
    (report,) = reports(app_watched)
    assert report.origin == "background"
    assert report.request is not None
    assert report.request.path == "/shop"


def test_an_error_that_is_logged_when_the_request_was_served_is_recorded() -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        async def work() -> None:
            await asyncio.sleep(0.02)
            try:
                raise ValueError("later")
            except ValueError:
                LOG.exception("something went wrong")

        tasks.append(asyncio.create_task(work()))
        await send(start())
        await send(body())

    async def main() -> None:
        await Played().run(app_watched, scope())
        await tasks[0]
        async with asyncio.timeout(20):
            while not reports(app_watched):
                await asyncio.sleep(0.01)

    tasks: list[asyncio.Task[None]] = []
    app_watched = watched(app)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("debugpage.rescue.when_late", [Desk(app_watched._core).hand_in])
        asyncio.run(main())
    (report,) = reports(app_watched)
    assert (report.origin, report.problems[0].message) == ("background", "later")


class ClientDisconnect(Exception):
    """As Starlette's."""


@pytest.mark.parametrize("error", [ClientDisconnect(), ExceptionGroup("", [ClientDisconnect()])])
def test_a_client_that_goes_away_is_no_error(error: Exception) -> None:
    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        raise error

    app_watched = watched(app)
    played = play(app_watched, scope())
    assert played.raised is error
    assert played.sent == []
    assert reports(app_watched) == []


def test_an_error_by_which_a_server_refuses_to_send_is_none_of_the_apps() -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send(start())
        await send(body())

    app_watched = watched(app)
    assert isinstance(play(app_watched, scope(), refuses=BrokenPipeError).raised, BrokenPipeError)
    assert reports(app_watched) == []


def test_an_oserror_of_the_app_is_one() -> None:
    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        raise ConnectionResetError("of a database")

    assert statuses(play(watched(app), scope())) == [500]


def test_cancellation_passes() -> None:
    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        raise asyncio.CancelledError

    app_watched = watched(app)
    with pytest.raises(asyncio.CancelledError):
        play(app_watched, scope())
    assert reports(app_watched) == []


def test_the_body_that_was_read_is_told() -> None:
    async def app(_scope: Any, receive: Any, _send: Any) -> None:
        await receive()
        raise ValueError

    app_watched = watched(app)
    came = {"type": "http.request", "body": b"basket=7", "more_body": False}
    play(app_watched, scope(method="POST"), came)
    (report,) = reports(app_watched)
    assert report.request is not None
    assert report.request.body == "basket=7"
