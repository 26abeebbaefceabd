"""Bodies of WSGI responses that have begun: an error from now on is recorded, and passed on.

What is handed on is a generator wherever it can be: it costs a chunk least.
"""

import logging
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from types import GeneratorType
from typing import Any, Protocol

from debugpage.surroundings import Found

Environ = dict[str, Any]


class Recorder(Protocol):
    """Who is told of errors that come too late for a page."""

    def note_late(self, environ: Environ, error: Exception) -> object:
        """Record an error that is raised."""

    def note_logged(self, environ: Environ, found: Found) -> object:
        """Record an error that was logged."""


def begun(body: Iterable[bytes], environ: Environ, recorder: Recorder) -> Iterable[bytes]:
    """Ask a body for its first chunk, so that an error before it can still become a page.

    Returns a body of the same chunks. Raises what the body raises, which is closed then.
    """
    if type(body) is GeneratorType:
        for first in body:
            if first:
                rest = _rest(first, body, environ, recorder)
                for _step in rest:  # one that has not begun would not close what it passes on
                    return rest
        return body  # which has ended
    file_wrapper = environ.get("wsgi.file_wrapper", ())
    if type(body) in (list, tuple) or isinstance(body, file_wrapper):
        # Complete, or a file that the server sends by itself if it is let.
        return body
    try:
        chunks = iter(body)
        first = next(filter(None, chunks), b"")
    except Exception:
        close_quietly(body)
        raise
    return Body(first, chunks, getattr(body, "close", None), environ, recorder)


def _rest(
    first: bytes, chunks: Generator[bytes, Any, Any], environ: Environ, recorder: Recorder
) -> Iterator[bytes]:
    """Pass on a generator that has begun, after a first step that yields nothing of it."""
    try:
        try:
            yield b""
            yield first
            yield from chunks
        except GeneratorExit:
            chunks.close()  # where it was not left to `from`
            raise
    except Exception as error:
        recorder.note_late(environ, error)
        raise


class Body:
    """A body of another kind that has begun.

    first: the chunk asked for already, if not empty. chunks: the others. close: the body's own
    `close`, if it has one.
    """

    __slots__ = ("_chunks", "_close", "_environ", "_first", "_recorder")

    def __init__(
        self,
        first: bytes,
        chunks: Iterator[bytes],
        close: Callable[[], None] | None,
        environ: Environ,
        recorder: Recorder,
    ) -> None:
        self._first = first
        self._chunks = chunks
        self._close = close
        self._environ = environ
        self._recorder = recorder

    def __iter__(self) -> Iterator[bytes]:
        return _passed_on(self._first, self._chunks, self._environ, self._recorder)

    def close(self) -> None:
        """Close the app's body (PEP 3333); an error of that is recorded, and passed on."""
        if self._close is None:
            return
        try:
            self._close()
        except Exception as error:
            self._recorder.note_late(self._environ, error)
            raise

    def note_logged(self, found: Found) -> None:
        """Record an error that was logged while the app's body was closed."""
        self._recorder.note_logged(self._environ, found)


def _passed_on(
    first: bytes, chunks: Iterator[bytes], environ: Environ, recorder: Recorder
) -> Iterator[bytes]:
    try:
        if first:
            yield first
        for chunk in chunks:  # noqa: UP028 - `yield from` would close them, too, as the server does
            yield chunk
    except Exception as error:
        recorder.note_late(environ, error)
        raise


def _take_logged(names: Mapping[str, Any], found: Found) -> None:
    names["recorder"].note_logged(names["environ"], found)


def _take_logged_at_close(names: Mapping[str, Any], found: Found) -> None:
    names["self"].note_logged(found)


TAKERS = {
    _rest.__code__: _take_logged,
    _passed_on.__code__: _take_logged,
    Body.close.__code__: _take_logged_at_close,
}
"""What takes errors that are logged while a body goes on; see `debugpage.logged`."""


def close_quietly(body: object) -> None:
    """Close a body that has failed already: what it says now would hide why."""
    close = getattr(body, "close", None)
    if close is None:
        return
    try:
        close()
    except Exception:
        logging.getLogger("debugpage").exception("a response that had failed failed to close, too")
