"""What an app reads of a body is kept as far as it is shown, whichever way it reads."""

from io import BytesIO

import pytest

from debugpage.kept import MOST_BODY_BYTES, KeptInput

BODY = b"first\nsecond\nthird"


@pytest.mark.parametrize(
    "read",
    [
        lambda stream: [stream.read()],
        lambda stream: [stream.read(5), stream.read(100)],
        lambda stream: [stream.readline(), stream.readline(3), stream.read()],
        lambda stream: stream.readlines(),
        lambda stream: list(stream),
    ],
)
def test_what_is_read_is_kept_and_passed_on(read: "object") -> None:
    stream = KeptInput(BytesIO(BODY))
    assert callable(read)
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
