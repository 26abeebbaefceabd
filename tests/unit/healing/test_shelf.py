"""Requests are taken once, by who has the secret; the oldest go first."""

import json

import pytest

from debugpage.healing.again import KeptRequest
from debugpage.healing.shelf import MOST_REQUESTS, MemoryShelf, WrongSecretError, digest_of

REQUEST = KeptRequest("POST", "/shop", "/pay", "a=1", (("cookie", "till=7"),), b"\xff\0amount")


def test_a_request_is_taken_once() -> None:
    shelf = MemoryShelf[str]()
    shelf.keep("e1", digest_of("e1", "secret"), "request")
    assert shelf.take("e1", digest_of("e1", "secret")) == "request"
    with pytest.raises(LookupError):
        shelf.take("e1", digest_of("e1", "secret"))


@pytest.mark.parametrize("digest", ["", digest_of("e1", "other"), digest_of("e2", "secret")])
def test_another_secret_takes_nothing(digest: str) -> None:
    shelf = MemoryShelf[str]()
    shelf.keep("e1", digest_of("e1", "secret"), "request")
    with pytest.raises(WrongSecretError):
        shelf.take("e1", digest)
    assert shelf.take("e1", digest_of("e1", "secret")) == "request"


def test_the_oldest_make_room() -> None:
    shelf = MemoryShelf[int]()
    for number in range(MOST_REQUESTS + 1):
        shelf.keep(f"e{number}", "", number)
    with pytest.raises(LookupError):
        shelf.take("e0", "")
    assert shelf.take("e1", "") == 1


def test_nothing_is_left_when_it_is_cleared() -> None:
    shelf = MemoryShelf[str]()
    shelf.keep("e1", "", "request")
    shelf.clear()
    with pytest.raises(LookupError):
        shelf.take("e1", "")


def test_a_request_passes_through_json_unchanged() -> None:
    message = json.loads(json.dumps(REQUEST.to_message()))
    assert KeptRequest.from_message(message) == REQUEST
