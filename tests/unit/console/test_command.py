"""A command's body is read strictly."""

import pytest

from debugpage.console.command import MOST_BYTES, Command, Refusal, read_command

JSON = ["application/json"]
GOOD = b'{"tb": "a", "frame": "0.1", "seq": 1, "code": "1 + 1"}'


def status(content_types: list[str], body: bytes) -> int:
    with pytest.raises(Refusal) as refused:
        read_command(content_types, body, "code")
    return refused.value.status


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=UTF-8"])
def test_a_command(kind: str) -> None:
    command = read_command([kind], GOOD, "code")
    assert (command.tb, command.frame, command.seq) == ("a", "0.1", 1)
    assert command.code == "1 + 1"


@pytest.mark.parametrize(
    "kinds",
    [
        [], [""], ["text/plain"], ["application/x-www-form-urlencoded"], ["multipart/form-data"],
        ["application/json;text/plain"], ["application/jsonp"], ["application/json", "text/plain"],
        ["text/plain; application/json"], ["application/json; charset=latin-1"],
    ],
)  # fmt: skip
def test_other_types(kinds: list[str]) -> None:
    assert status(kinds, GOOD) == 415


def test_too_much() -> None:
    assert status(JSON, b" " * (MOST_BYTES + 1)) == 413


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"1", b'"x"', b"null", b"\xff", b"{}", b'{"tb": "a"}', b"[" * 50_000,
        b'{"a":' * 10_000,
        GOOD.replace(b"1,", b"NaN,"), GOOD.replace(b"1,", b"Infinity,"),
        GOOD.replace(b'"seq": 1', b'"seq": 1, "seq": 2'), GOOD.replace(b"1,", b"1.0,"),
        GOOD.replace(b"1,", b"true,"), GOOD.replace(b"1,", b"0,"), GOOD.replace(b"1,", b"-1,"),
        GOOD.replace(b"1,", b"1e999,"), GOOD.replace(b"1,", b"9007199254740992,"),
        GOOD + b"x",
        GOOD.decode().encode("utf-16"),
    ],
)  # fmt: skip
def test_what_is_no_command(body: bytes) -> None:
    assert status(JSON, body) == 400


@pytest.mark.parametrize("frame", [b"-1", b"1000000000", b"0", b"null", b"[]", b"{}"])
def test_frames_that_no_token_fits(frame: bytes) -> None:
    assert status(JSON, GOOD.replace(b'"0.1"', frame)) == 403


@pytest.mark.parametrize("code", [b"5", b"null", b"[]"])
def test_code_that_is_no_text(code: bytes) -> None:
    assert status(JSON, GOOD.replace(b'"1 + 1"', code)) == 400


def test_the_way_to_a_value() -> None:
    body = b'{"tb": "a", "frame": "0.1", "seq": 1, "path": ["x", 2], "start": 24}'
    command = read_command(JSON, body, "path")
    assert (command.path, command.start) == (["x", 2], 24)
    with pytest.raises(Refusal, match="members tb, frame, seq and path"):
        read_command(JSON, GOOD, "path")
    with pytest.raises(Refusal, match="path is a list"):
        read_command(JSON, body.replace(b'["x", 2]', b'"x"'), "path")
    with pytest.raises(Refusal, match="start is a whole number"):
        _ = read_command(JSON, body.replace(b"24", b"-1"), "path").start


RUN = b'{"tb": "a", "frame": "0.1", "seq": 1, "run": 3, "position": 1234}'


def test_what_is_known_of_an_evaluation() -> None:
    command = read_command(JSON, RUN, "run")
    assert (command.run, command.position) == (3, 1234)
    assert read_command(JSON, RUN.replace(b'"position"', b'"other"'), "run").position == 0
    for mistake in (b"0", b"-1", b'"3"', b"null", b"3.0", b"true"):
        with pytest.raises(Refusal, match="run is a whole number from 1"):
            read_command(JSON, RUN.replace(b"3,", mistake + b","), "run")
        if mistake != b"0":
            with pytest.raises(Refusal, match="position is a whole number from 0"):
                _ = read_command(JSON, RUN.replace(b"1234", mistake), "run").position


def path_of(path: bytes, **fields: bytes) -> Command:
    more = b"".join(b', "%s": %s' % (name.encode(), value) for name, value in fields.items())
    body = b'{"tb": "a", "frame": "0.1", "seq": 1, "path": %s%s}' % (path, more)
    return read_command(JSON, body, "path")


def test_the_way_to_the_value_of_an_evaluation() -> None:
    assert path_of(b'[{"run": 3}, 1]').root == 3
    for path in (b'["x"]', b"[]", b"[1]", b"[null]"):
        assert path_of(path).root is None
    for path in (b"[{}]", b'[{"run": 0}]', b'[{"run": "3"}]', b'[{"run": null}]'):
        with pytest.raises(Refusal, match="run is a whole number from 1"):
            _ = path_of(path).root


def test_the_name_that_is_wished_for() -> None:
    assert path_of(b'["x"]').name == ""
    assert path_of(b'["x"]', name=b'"basket"').name == "basket"
    with pytest.raises(Refusal, match="name is a string"):
        _ = path_of(b'["x"]', name=b"5").name
