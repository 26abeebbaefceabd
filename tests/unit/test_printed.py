"""A traceback that the app has printed is not printed again; one that it has not is never lost."""

import asyncio
import io
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import flask
import pytest

from debugpage.asgi import DebugMiddleware as AsgiMiddleware
from tests.unit.test_adapters import get
from tests.unit.test_logged import FAILED, shop, watched

LAST_LINE = "KeyError: 'DE'\n"
log = logging.getLogger("grocer")


@pytest.fixture
def handler() -> Iterator[logging.StreamHandler[Any]]:
    """Return a handler of the app's, which writes to standard error."""
    made = logging.StreamHandler()
    log.addHandler(made)
    log.propagate = False
    yield made
    log.removeHandler(made)
    log.propagate, log.disabled = True, False


def app(asked: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    try:
        raise KeyError("DE")
    except KeyError:
        log.exception("the price is not known")
        if asked["PATH_INFO"] == "/raise":
            raise
    start(FAILED, [])
    return [b"sorry"]


def told(caplog: pytest.LogCaptureFixture) -> str:
    """Return what debugpage says of an error."""
    (record,) = [record for record in caplog.records if record.name == "debugpage"]
    return record.getMessage()


def is_short(text: str) -> bool:
    assert "; see http://127.0.0.1:5000/__debugpage__/" in text
    return "Traceback" not in text and len(text.splitlines()) == 1


@pytest.mark.parametrize("path", ["/", "/raise"])
def test_of_an_error_that_the_app_has_printed_the_address_is_told(
    handler: logging.StreamHandler[Any],
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    path: str,
) -> None:
    handler.stream = sys.stderr
    get(watched(app), path)
    assert capsys.readouterr().err.count(LAST_LINE) == 1
    assert is_short(told(caplog))
    assert told(caplog).startswith(f"GET {path} raised KeyError: 'DE'; see ")


def hides_all(handler: logging.Handler) -> None:
    handler.addFilter(lambda _record: False)


def hides_all_by_level(handler: logging.Handler) -> None:
    handler.setLevel(logging.CRITICAL)


def goes_elsewhere(handler: logging.StreamHandler[Any]) -> None:
    handler.stream = io.StringIO()


def fails(handler: logging.Handler) -> None:
    def fail(_record: logging.LogRecord) -> bool:
        raise RuntimeError

    handler.addFilter(fail)


def leaves_the_traceback_out(handler: logging.Handler) -> None:
    class Short(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return record.getMessage()

    handler.setFormatter(Short())


def prints_the_exception_alone(handler: logging.Handler) -> None:
    class Brief(logging.Formatter):
        def formatException(self, ei: Any) -> str:  # noqa: N802 - as `logging` calls it
            return f"{ei[0].__name__}: {ei[1]}"

    handler.setFormatter(Brief())


@pytest.mark.parametrize(
    "change",
    [
        hides_all,
        hides_all_by_level,
        goes_elsewhere,
        leaves_the_traceback_out,
        prints_the_exception_alone,
        fails,
    ],
)
def test_of_an_error_that_reached_no_terminal_the_traceback_is_told(
    handler: logging.StreamHandler[Any],
    caplog: pytest.LogCaptureFixture,
    change: Callable[[logging.Handler], None],
) -> None:
    file = logging.StreamHandler(io.StringIO())
    change(handler)
    if change not in (leaves_the_traceback_out, prints_the_exception_alone):
        log.addHandler(file)  # which has it formatted
    with suppress(RuntimeError):
        get(watched(app))
    log.removeHandler(file)
    assert LAST_LINE.strip() in told(caplog).splitlines()


def test_of_an_error_that_nobody_has_logged_the_traceback_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def raising(*_: object) -> Iterable[bytes]:
        raise KeyError("DE")

    get(watched(raising))
    assert LAST_LINE.strip() in told(caplog).splitlines()


def test_flask_prints_what_it_answers_itself(caplog: pytest.LogCaptureFixture) -> None:
    shop.logger.addHandler(flask.logging.default_handler)
    shop.logger.propagate = False
    try:
        get(watched(shop.wsgi_app), "/price/DE")
    finally:
        shop.logger.removeHandler(flask.logging.default_handler)
        shop.logger.propagate = True
    assert is_short(told(caplog))


async def answering(_scope: Any, _receive: Any, send: Any) -> None:
    try:
        raise KeyError("DE")
    except KeyError:
        log.exception("the price is not known")
    await send({"type": "http.response.start", "status": 500, "headers": []})
    await send({"type": "http.response.body", "body": b"sorry"})


def test_over_asgi_too(
    handler: logging.StreamHandler[Any], caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [(b"host", b"127.0.0.1:5000")],
        "client": ("127.0.0.1", 9),
        "server": ("127.0.0.1", 5000),
    }
    asyncio.run(AsgiMiddleware(answering, enabled=True)(scope, receive, send))
    assert sent[0]["status"] == 500
    assert is_short(told(caplog))
