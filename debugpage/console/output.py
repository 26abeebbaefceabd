"""Output and input of an evaluation, told apart from the app's own by a context variable."""

import contextvars
import sys
import threading
from bisect import bisect_right
from collections.abc import Iterable
from json.encoder import encode_basestring_ascii
from typing import Any, Literal, NamedTuple, NoReturn

LIMIT = 768 * 1024
"""How many bytes the output of one evaluation may have, as JSON in ASCII, the form it is sent in.

An answer has a mebibyte: what is left is for the value, or for the text of an error.
"""

MOST_PIECES = 10_000
"""How often the output of one evaluation may change from one stream to the other."""

_PIECE = len('["stdout", ""], ')
"""Bytes that a piece has beside its text."""

NO_INPUT = "nobody can type here: the console does not pass input on to running code"

Stream = Literal["stdout", "stderr"]


class Printed(NamedTuple):
    """A piece of output: the stream it was written to, and its text."""

    stream: Stream
    text: str


class Capture:
    """The output of one evaluation, in order and within bounds; any thread may write."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pieces: list[tuple[Stream, list[str]]] = []
        self._room = LIMIT
        self._length = 0
        self._omitted = 0
        self._open = True

    def write(self, stream: Stream, text: str) -> bool:
        """Take `text`; False says that the evaluation is over and the text belongs elsewhere."""
        with self._lock:
            if self._open:
                self._keep(stream, text)
            return self._open

    @property
    def is_open(self) -> bool:
        """Whether the evaluation is still running."""
        return self._open

    def close(self) -> None:
        """Take nothing from here on: what outlives the evaluation writes to the real streams."""
        with self._lock:
            self._open = False

    @property
    def length(self) -> int:
        """How many characters were written so far, without those that were cut."""
        return self._length

    @property
    def omitted(self) -> int:
        """How many characters were cut."""
        return self._omitted

    def printed(self, position: int = 0) -> tuple[Printed, ...]:
        """Return what was written so far, without its first `position` characters."""
        found: list[Printed] = []
        with self._lock:
            end = self._length
            for stream, texts in reversed(self._pieces):
                if end <= position:
                    break
                text = "".join(texts)
                texts[:] = [text]  # so that it is joined once, however often it is asked for
                begin = end - len(text)
                found.append(Printed(stream, text[max(position - begin, 0) :]))
                end = begin
        return tuple(reversed(found))

    def _keep(self, stream: Stream, text: str) -> None:
        is_new = not self._pieces or self._pieces[-1][0] != stream
        room = self._room - (_PIECE if is_new else 0)
        if is_new and len(self._pieces) == MOST_PIECES:
            room = 0
        kept = _beginning(text, room)
        if kept:
            if is_new:
                self._pieces.append((stream, []))
            self._pieces[-1][1].append(kept)
            self._length += len(kept)
        # Nothing that is shown comes after something that is not.
        self._room = room - _size(kept) if len(kept) == len(text) else 0
        self._omitted += len(text) - len(kept)


def _size(text: str) -> int:
    """Return how many bytes a text has as JSON in ASCII, without its quotes."""
    return len(encode_basestring_ascii(text)) - 2


def _beginning(text: str, room: int) -> str:
    """Return as much of the beginning of a text as has `room`, in bytes of JSON."""
    text = text[: max(room, 0)]
    if _size(text) <= room:
        return text
    lengths = range(1, len(text) + 1)
    return text[: bisect_right(lengths, room, key=lambda length: _size(text[:length]))]


capture: contextvars.ContextVar[Capture | None] = contextvars.ContextVar(
    "debugpage_capture", default=None
)
"""Where output of the running code goes; None, the default, is the real stream.

Threads and tasks inherit it as they inherit any context variable: `asyncio.to_thread`, tasks and
callbacks do, a plain `threading.Thread` and an executor do not (PEP 567).
"""


def _is_captured() -> bool:
    sink = capture.get()
    return sink is not None and sink.is_open


def install() -> None:
    """Put our stand-ins before the standard streams, unless they are there already.

    They stay, because whoever saved `sys.stdout` in the meantime would put them back anyway.
    Where someone has replaced a stream since, the replacement gets a stand-in of its own. What
    took the stream itself before, as handlers of `logging` do, writes past them.
    """
    if type(sys.stdout) is not _Writer:
        sys.stdout = _Writer(sys.stdout, "stdout")
    if type(sys.stderr) is not _Writer:
        sys.stderr = _Writer(sys.stderr, "stderr")
    if type(sys.stdin) is not _Reader:
        sys.stdin = _Reader(sys.stdin)


class _StandIn:
    """Behaves as the stream that it stands before, in every respect that is not overridden."""

    def __init__(self, stream: Any) -> None:
        object.__setattr__(self, "_stream", stream)

    @property  # type: ignore[misc]  # isinstance() asks for it
    def __class__(self) -> type:
        return type(self._stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "_stream"), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._stream, name, value)

    def __enter__(self) -> Any:
        self._stream.__enter__()
        return self

    def __exit__(self, *details: Any) -> Any:
        return self._stream.__exit__(*details)

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        return next(self._stream)

    def __repr__(self) -> str:
        return repr(self._stream)


class _Writer(_StandIn):
    """Stands before `sys.stdout` or `sys.stderr`."""

    def __init__(self, stream: Any, name: Stream) -> None:
        super().__init__(stream)
        object.__setattr__(self, "_name", name)

    def write(self, text: str) -> int:
        sink = capture.get()
        if sink is not None and isinstance(text, str) and sink.write(self._name, text):
            return len(text)
        # Python allows a process without streams (pythonw): print() is silent there, so are we.
        return len(text) if self._stream is None else self._stream.write(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        if not _is_captured() and self._stream is not None:
            self._stream.flush()

    def isatty(self) -> bool:
        # Captured output is no terminal: help() would open a pager on the server's.
        return not _is_captured() and self._stream is not None and self._stream.isatty()


class _Reader(_StandIn):
    """Stands before `sys.stdin`: code in a console must not wait for the server's terminal."""

    def read(self, *size: int) -> Any:
        return self._real().read(*size)

    def readline(self, *size: int) -> Any:
        return self._real().readline(*size)

    def readlines(self, *hint: int) -> Any:
        return self._real().readlines(*hint)

    def __next__(self) -> Any:
        return next(self._real())

    def fileno(self) -> Any:
        # input() reads a terminal by its number, past every method of the stream.
        return self._real().fileno()

    def isatty(self) -> bool:
        return not _is_captured() and self._stream is not None and self._stream.isatty()

    def close(self) -> None:
        # exit() closes sys.stdin before it raises SystemExit (site.Quitter).
        if not _is_captured():
            self._stream.close()

    def _real(self) -> Any:
        if _is_captured():
            _refuse_input()
        return self._stream


def _refuse_input() -> NoReturn:
    raise EOFError(NO_INPUT)
