"""Whether an app has printed an error's traceback itself, by a record of its log (`logging`)."""

import logging
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

_BEGINNING = "Traceback (most recent call last)"
"""What a traceback begins with, a group's too: a formatter may print the exception alone."""


def has_printed(record: logging.LogRecord) -> bool:
    """Tell whether a record has brought its traceback to the standard streams, the terminal's.

    To be asked when the record was handled: who formats its traceback leaves the text in it. Which
    handlers took it is found as `logging` finds them: by its loggers, their levels and filters.
    """
    told = _BEGINNING in (record.exc_text or "")
    return told and any(_takes(one, record) for one in _handlers(record.name))


def _handlers(name: str) -> list[logging.Handler]:
    last = [logging.lastResort] if logging.lastResort else []
    return [handler for logger in _loggers(name) for handler in logger.handlers] or last


def _loggers(name: str) -> Iterator[logging.Logger]:
    logger: logging.Logger | None = logging.getLogger(name)
    while logger is not None:
        yield logger
        logger = logger.parent if logger.propagate else None


def _takes(handler: logging.Handler, record: logging.LogRecord) -> bool:
    """Tell whether a handler writes a record to a standard stream, with its traceback."""
    if record.levelno < handler.level or not _is_standard(getattr(handler, "stream", None)):
        return False
    with suppress(Exception):  # a filter or a formatter of the app's
        return bool(handler.filter(record)) and str(record.exc_text) in handler.format(record)
    return False


def _is_standard(stream: Any) -> bool:
    # Neither by identity alone: Flask's own handler has what stands for a stream.
    with suppress(Exception):  # no stream, or one of the app's
        return stream in (sys.stdout, sys.stderr) or stream.fileno() in (1, 2)
    return False
