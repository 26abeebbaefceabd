"""Errors of start-up and shutdown: recorded, and passed on as they are."""

from typing import Any

from tests.unit.over_asgi.asgi import Message, play, reports, scope, watched

STARTUP: Message = {"type": "lifespan.startup"}
SHUTDOWN: Message = {"type": "lifespan.shutdown"}
FAILED: Message = {"type": "lifespan.startup.failed", "message": "no database"}


def test_a_start_up_that_raises_is_recorded_and_raised() -> None:
    async def app(_scope: Any, receive: Any, send: Any) -> None:
        await receive()
        try:
            raise ValueError("no database")
        except ValueError:
            await send(FAILED)
            raise

    app_watched = watched(app)
    played = play(app_watched, scope("lifespan"), STARTUP)
    assert played.sent == [FAILED]
    assert isinstance(played.raised, ValueError)
    (report,) = reports(app_watched)
    assert (report.origin, report.request) == ("lifespan", None)
    assert report.address.startswith("/__debugpage__/")


def test_a_start_up_that_tells_of_its_failure_alone_is_recorded() -> None:
    async def app(_scope: Any, receive: Any, send: Any) -> None:
        await receive()
        try:
            raise ValueError("no database")
        except ValueError:
            await send(FAILED)

    app_watched = watched(app)
    played = play(app_watched, scope("lifespan"), STARTUP)
    assert (played.sent, played.raised) == ([FAILED], None)
    assert [report.problems[0].message for report in reports(app_watched)] == ["no database"]


def test_a_shutdown_that_raises_is_recorded_and_raised() -> None:
    async def app(_scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        raise ValueError("still busy")

    app_watched = watched(app)
    played = play(app_watched, scope("lifespan"), STARTUP, SHUTDOWN)
    assert isinstance(played.raised, ValueError)
    assert len(reports(app_watched)) == 1


def test_an_app_without_a_lifespan_has_no_error() -> None:
    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        assert scope["type"] == "http"

    app_watched = watched(app)
    assert isinstance(play(app_watched, scope("lifespan"), STARTUP).raised, AssertionError)
    assert reports(app_watched) == []
