"""Errors of start-up and shutdown: recorded, and passed on as they are."""

from pathlib import Path
from typing import Any

import pytest

from debugpage.history.database import Database
from debugpage.history.place import history_file
from tests.unit.over_asgi.asgi import Message, play, reports, scope, watched

STARTUP: Message = {"type": "lifespan.startup"}
SHUTDOWN: Message = {"type": "lifespan.shutdown"}
FAILED: Message = {"type": "lifespan.startup.failed", "message": "no database"}


async def without_database(_scope: Any, receive: Any, send: Any) -> None:
    """Fail at the start-up: tell of it, and raise."""
    await receive()
    try:
        raise ValueError("no database")
    except ValueError:
        await send(FAILED)
        raise


def test_a_start_up_that_raises_is_recorded_and_raised() -> None:
    app_watched = watched(without_database)
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


def test_what_a_server_raises_when_it_is_told_of_a_failure_is_no_further_error() -> None:
    app_watched = watched(without_database)
    played = play(app_watched, scope("lifespan"), STARTUP, refuses=ConnectionError)
    assert isinstance(played.raised, ConnectionError)
    assert [report.problems[0].type for report in reports(app_watched)] == ["ValueError"]


@pytest.mark.parametrize("is_told", [True, False])
def test_an_error_of_the_shutdown_is_kept_when_the_server_hears_of_it(
    is_told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        try:
            raise ValueError("still busy")
        except ValueError:
            if is_told:
                await send({"type": "lifespan.shutdown.failed", "message": "still busy"})
            raise

    kept: list[list[str]] = []

    async def as_a_server(connection: Any, receive: Any, send: Any) -> None:
        async def end(message: Message) -> None:
            if message["type"].endswith("failed"):
                kept.append(all_that_is_kept())
            await send(message)

        try:
            await watched(app)(connection, receive, end)
        finally:
            kept.append(all_that_is_kept())

    played = play(as_a_server, scope("lifespan"), STARTUP, SHUTDOWN)
    assert isinstance(played.raised, ValueError)
    assert kept == [["ValueError: still busy"]] * (2 if is_told else 1)


def all_that_is_kept() -> list[str]:
    return [one.line.error for one in Database(history_file()).lines(None)]


def test_an_app_without_a_lifespan_has_no_error() -> None:
    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        assert scope["type"] == "http"

    app_watched = watched(app)
    assert isinstance(play(app_watched, scope("lifespan"), STARTUP).raised, AssertionError)
    assert reports(app_watched) == []
