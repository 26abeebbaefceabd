"""What an app reads of a body is kept as far as it is shown, whichever way it reads."""

import io
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from werkzeug.wsgi import LimitedStream

from debugpage.kept import MOST_BODY_BYTES, KeptBody, KeptInput

BODY = b"first\nsecond\nthird"


def into(read: Any, buffer: bytearray) -> bytes:
    return bytes(buffer[: read(buffer)])


class Least:
    """No more of a stream than PEP 3333 asks for."""

    def __init__(self) -> None:
        self._lines = [b"first\n", b"second"]

    def __iter__(self) -> Iterator[bytes]:
        yield from self._lines


@pytest.mark.parametrize(
    "read",
    [
        lambda stream: [stream.read()],
        lambda stream: [stream.read(5), stream.read(100)],
        lambda stream: [stream.readline(), stream.readline(3), stream.read()],
        lambda stream: stream.readlines(),
        lambda stream: list(stream),
        lambda stream: [next(stream), *stream],
        lambda stream: [next(iter(stream)), next(stream), stream.readline()],
        lambda stream: [stream.read1(7), stream.read1()],
        lambda stream: [into(stream.readinto, bytearray(7)), into(stream.readinto, bytearray(99))],
        lambda stream: [into(stream.readinto1, bytearray(99))],
        lambda stream: [io.BufferedReader(stream).read()],
        lambda stream: [io.TextIOWrapper(stream).read().encode()],
    ],
)
def test_what_is_read_is_kept_and_passed_on(read: Any) -> None:
    stream = KeptInput(BytesIO(BODY))
    assert b"".join(read(stream)) == BODY
    assert stream.body.content() == BODY


def test_what_is_not_read_is_not_kept() -> None:
    stream = KeptInput(BytesIO(BODY))
    stream.read(5)
    assert stream.body.content() == b"first"


def test_no_more_is_kept_than_is_shown() -> None:
    stream = KeptInput(BytesIO(b"x" * 1_000_000))
    while stream.read(10_000):
        pass
    assert len(stream.body.content()) == MOST_BODY_BYTES + 1


def test_the_rest_of_the_stream_is_there() -> None:
    assert KeptInput(BytesIO(BODY)).seekable()


def test_a_raw_stream_is_kept_too() -> None:
    stream = KeptInput(LimitedStream(BytesIO(BODY + b"more"), len(BODY)))
    assert stream.readall() == BODY
    assert stream.body.content() == BODY
    assert b"".join(stream) == b""


def test_a_stream_gets_no_method_that_the_servers_has_not() -> None:
    stream = KeptInput(Least())
    assert not hasattr(stream, "readinto")
    assert not hasattr(stream, "read1")
    assert list(stream) == [b"first\n", b"second"]
    assert stream.body.content() == b"first\nsecond"


def test_the_end_of_the_stream_ends_an_iteration() -> None:
    with pytest.raises(StopIteration):
        next(KeptInput(BytesIO()))


def test_nothing_ready_is_nothing_kept() -> None:
    class Waiting(io.RawIOBase):
        def readinto(self, buffer: Any) -> None:
            return None

    stream = KeptInput(Waiting())
    assert stream.readinto(bytearray(5)) is None
    assert stream.read(5) is None
    assert stream.body.content() == b""


def test_a_long_chunk_is_not_held_for_its_beginning() -> None:
    body, upload = KeptBody(), bytes(1_000_000)
    holders = sys.getrefcount(upload)
    body.keep(upload)
    assert sys.getrefcount(upload) == holders
    assert body.content() == bytes(MOST_BODY_BYTES + 1)


def test_a_chunk_that_fits_is_not_copied() -> None:
    chunk = bytes(1_000)
    body = KeptBody()
    assert body.keep(chunk) is chunk
    assert body.content() is chunk


@pytest.mark.parametrize("first", [0, 4, 18, -1])
@pytest.mark.parametrize("again", [0, 2, 5, -1])
def test_what_is_read_twice_is_kept_once(first: int, again: int) -> None:
    stream = KeptInput(BytesIO(BODY))
    stream.read(first)
    assert stream.seek(0) == 0
    assert stream.read(again) + stream.read(3) + stream.read() == BODY
    assert stream.body.content() == BODY


def test_turning_back_forgets_nothing() -> None:
    stream = KeptInput(BytesIO(BODY))
    stream.read()
    stream.seek(0)
    assert stream.body.content() == BODY


def test_what_lies_behind_a_gap_is_not_kept() -> None:
    stream = KeptInput(BytesIO(BODY))
    stream.read(5)
    stream.seek(13)
    assert stream.read() == b"third"
    assert stream.body.content() == b"first"


def test_a_long_body_that_is_read_twice_is_kept_once() -> None:
    content = bytes(range(256)) * 400
    stream = KeptInput(BytesIO(content))
    stream.read(50_000)
    stream.seek(0)
    assert stream.read() == content
    assert stream.body.content() == content[: MOST_BODY_BYTES + 1]
