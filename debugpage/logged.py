"""Errors that an app logs and answers itself, found by the records it logs (`logging`).

Over WSGI a record belongs to the request among whose callers it is logged: nothing has to be
noted while nothing fails, and another request's thread is never mistaken for this one's. Over ASGI
it belongs to the request in whose context it is logged.
"""

import logging
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import CodeType, FrameType, TracebackType
from typing import Any

from debugpage.rescue import look_around, put
from debugpage.surroundings import Found

_ANSWERS = frozenset(
    {
        "django.core.exceptions.PermissionDenied",
        "django.http.response.Http404",
        "falcon.http_error.HTTPError",
        "litestar.exceptions.http_exceptions.HTTPException",
        "sanic.exceptions.SanicException",
        "starlette.exceptions.HTTPException",
        "werkzeug.exceptions.HTTPException",
    }
)
"""Exceptions that are answers of an app, whatever is logged of them."""
_GRAPHQL = "graphql.error.graphql_error.GraphQLError"
_NOT_THE_APPS = frozenset(
    {"debugpage", "asyncio", "uvicorn", "hypercorn", "gunicorn", "daphne", "_granian"}
)
"""Loggers of ours, of servers, which log what has passed us, and of event loops, which tell of
tasks in whatever context they find them abandoned."""


Take = Callable[[Mapping[str, Any], Found], None]
takers: dict[CodeType, Take] = {}
"""What takes an error that is logged below a function of an adapter: by the function's code.

It is given the local names of that function. The innermost of such functions is asked.
"""


def watch_log() -> None:
    """Look at each error that is logged in this process, from now on. Does so only once."""
    if _is_not_watched.acquire(blocking=False):
        logging.setLogRecordFactory(watching(logging.getLogRecordFactory()))


_is_not_watched = threading.Lock()
"""Acquired for good by the first who watches."""


def watching(make: Callable[..., logging.LogRecord]) -> Callable[..., logging.LogRecord]:
    """Return a factory of log records that makes them as another does, and looks at errors."""

    def make_and_look(*arguments: Any, **named: Any) -> logging.LogRecord:
        record = make(*arguments, **named)
        if record.exc_info:
            with suppress(Exception):  # whoever logs must not fail for us
                _look(record)
        return record

    return make_and_look


def _look(record: logging.LogRecord) -> None:
    _, error, traceback = record.exc_info or (None, None, None)
    if record.levelno < logging.ERROR or record.name.partition(".")[0] in _NOT_THE_APPS:
        return
    if _GRAPHQL in _names_of(error):
        error, traceback = _of_resolver(error)
    if not isinstance(error, Exception) or not _ANSWERS.isdisjoint(_names_of(error)):
        return
    around = look_around()
    around = around._replace(endpoint=around.endpoint or _field_of(record.msg), record=record)
    taker, names = taker_above(sys._getframe())  # noqa: SLF001 - the documented way to the callers
    if taker is not None:
        is_part = _GRAPHQL in _names_of(record.msg)
        taker(names, Found(error, traceback, around, is_part=is_part))
        return
    put(error, around, was_logged=True)


def _field_of(message: object) -> str:
    """Return the field whose resolver failed, where GraphQL's error is the message itself."""
    path = message.path if _GRAPHQL in _names_of(message) else None  # type: ignore[attr-defined]  # it is GraphQL's
    return ".".join(str(part) for part in path or ())


def _names_of(error: object) -> list[str]:
    return [f"{base.__module__}.{base.__qualname__}" for base in type(error).__mro__]


def _of_resolver(error: Any) -> tuple[Exception | None, TracebackType | None]:
    """Return the error of the app's that GraphQL tells; none where a query is not right."""
    original: Exception | None = error.original_error
    return original, original.__traceback__ if original else None


def taker_above(frame: FrameType | None) -> tuple[Take | None, Mapping[str, Any]]:
    """Return what takes an error that is met in a frame, and the names that it is to be given."""
    while frame is not None:
        if taker := takers.get(frame.f_code):
            return taker, frame.f_locals
        frame = frame.f_back
    return None, {}
