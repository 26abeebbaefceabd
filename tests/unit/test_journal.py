"""What the log says of requests refused and of code that runs: bounded, and without a secret."""

import logging

import pytest

from debugpage.console.command import Command, Refusal
from debugpage.console.unlock import terminal
from debugpage.exchange import from_scope
from debugpage.journal import MOST_REASONS, QUIET_SECONDS, Refusals, log_evaluation

REQUEST = from_scope({"type": "http", "method": "GET", "path": "/x\r\nFAKE", "headers": []})
CODE = "1\r\n2\x1b[31m" + "x" * 200


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def refused(why: str) -> Refusal:
    refusal = Refusal(403, "refused")
    refusal.__cause__ = PermissionError(why)
    return refusal


def test_a_reason_is_told_once_a_minute_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    refusals = Refusals(clock)
    for _ in range(5):
        refusals.log(REQUEST, refused("no"))
    refusals.log(REQUEST, refused("other"))
    assert [record.getMessage() for record in caplog.records] == [
        "Refused GET /x%0D%0AFAKE: no",
        "Refused GET /x%0D%0AFAKE: other (4 more were refused meanwhile)",
    ]
    clock.now += QUIET_SECONDS
    refusals.log(REQUEST, refused("no"))
    assert len(caplog.records) == 3


def test_many_reasons_are_no_flood(caplog: pytest.LogCaptureFixture) -> None:
    refusals = Refusals(Clock())
    for number in range(1_000):
        refusals.log(REQUEST, refused(f"host {number}"))
    assert len(caplog.records) == MOST_REASONS


def test_code_is_logged_by_length_and_digest_alone(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        log_evaluation(Command("a" * 40, "0", 1, {"code": "my secret"}), "s" * 32)
    (record,) = caplog.records
    text = record.getMessage()
    assert record.levelno == logging.WARNING
    assert "secret" not in text
    assert "9 characters" in text
    assert "session ssssssss," in text
    assert "s" * 9 not in text


def test_a_terminal_sees_the_code_as_one_short_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []

    def tell(text: str) -> bool:
        told.append(text)
        return True

    monkeypatch.setattr(terminal, "tell", tell)
    caplog.set_level(logging.WARNING, "debugpage")  # a framework may have set the root
    log_evaluation(Command("a" * 40, "0", 1, {"code": CODE}), "")
    (line,) = told
    assert "own browser" in line
    assert line.endswith("1 2⟨ESC⟩[31m" + "x" * (80 - 9))
    assert len(line.splitlines()) == 1
    assert not caplog.records  # it is not told twice
