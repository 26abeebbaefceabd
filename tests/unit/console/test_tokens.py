"""Tokens are good for one frame, one origin, one page, one time and one process."""

import hmac
import os

import pytest

from debugpage.console.tokens import LIFETIME, MOST_COUNTERS, Keyring, Sequence
from tests.forks import code_of_child

ORIGIN = "http://127.0.0.1:5000"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def issued(keyring: Keyring, page: str, bearer: str) -> str:
    """Return the token for one frame of several."""
    tokens = keyring.issue(page, bearer, "report", ["0.0", "0.1", "0.2"])
    assert len({*tokens.values()}) == 3
    return tokens["0.1"]


def test_a_token_is_good_for_what_it_was_issued_for() -> None:
    keyring = Keyring()
    page = keyring.new_page()
    token = issued(keyring, page, ORIGIN)
    assert keyring.page_of(token, ORIGIN, "report", "0.1") == page
    assert keyring.page_of(token, "http://localhost:5000", "report", "0.1") == ""
    assert keyring.page_of(token, ORIGIN, "other", "0.1") == ""
    assert keyring.page_of(token, ORIGIN, "report", "0.2") == ""
    assert Keyring().page_of(token, ORIGIN, "report", "0.1") == ""


def test_a_signed_command_says_nothing_about_another() -> None:
    keyring = Keyring()
    page = keyring.new_page()
    token = issued(keyring, page, ORIGIN)
    head, _, secret = token.rpartition(".")
    signature = hmac.digest(secret.encode(), b"eval\n{}", "sha256").hex()
    signed = f"{head}.{signature}"
    assert keyring.page_of(signed, ORIGIN, "report", "0.1", b"eval\n{}") == page
    assert keyring.page_of(signed, ORIGIN, "report", "0.1", b"store\n{}") == ""
    assert keyring.page_of(signed, ORIGIN, "report", "0.1", b"eval\n{ }") == ""
    assert keyring.page_of(signed, ORIGIN, "report", "0.2", b"eval\n{}") == ""
    again = hmac.digest(signature.encode(), b"eval\n{ }", "sha256").hex()
    assert keyring.page_of(f"{head}.{again}", ORIGIN, "report", "0.1", b"eval\n{ }") == ""


@pytest.mark.parametrize(
    "token", ["", ".", "..", "a.b.c", "é.1.2", "x" * 100_000, "a.zz.", "\ud800"]
)
def test_what_is_no_token_is_not_good(token: str) -> None:
    assert Keyring().page_of(token, ORIGIN, "report", "0.1") == ""


def test_every_part_of_a_token_counts() -> None:
    keyring = Keyring()
    token = issued(keyring, keyring.new_page(), ORIGIN)
    for position in range(len(token)):
        other = "0" if token[position] != "0" else "1"
        changed = token[:position] + other + token[position + 1 :]
        assert keyring.page_of(changed, ORIGIN, "report", "0.1") == ""
        assert keyring.page_of(token[:position], ORIGIN, "report", "0.1") == ""


def test_a_token_expires() -> None:
    clock = Clock()
    keyring = Keyring(clock)
    token = issued(keyring, keyring.new_page(), ORIGIN)
    clock.now += LIFETIME - 1
    assert keyring.page_of(token, ORIGIN, "report", "0.1")
    clock.now += 1
    assert keyring.page_of(token, ORIGIN, "report", "0.1") == ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_fork_has_a_key_of_its_own() -> None:
    keyring = Keyring()
    token = issued(keyring, "page", ORIGIN)
    code = code_of_child(lambda: 1 if keyring.page_of(token, ORIGIN, "report", "0.1") else 0)
    assert code == 0


def test_numbers_only_rise() -> None:
    sequence = Sequence()
    taken = [sequence.take("page", "0.1", number) for number in (1, 1, 2, 5, 4, 6)]
    assert taken == [True, False, True, True, False, True]
    assert sequence.take("page", "0.2", 1)
    assert sequence.take("other page", "0.1", 1)


def test_the_counters_are_bounded_and_forget_what_has_expired() -> None:
    clock = Clock()
    sequence = Sequence(clock)
    assert all(sequence.take(str(page), "0.1", 1) for page in range(MOST_COUNTERS))
    assert not sequence.take("one more", "0.1", 1)
    assert sequence.take("0", "0.1", 2)
    clock.now += LIFETIME + 1
    assert sequence.take("one more", "0.1", 1)
