"""What an exchange must come to, as functions of the venue, the request and the answer."""

import re
from collections.abc import Callable

from tests.apps import failures
from tests.pages import ADDRESS, headings, labelled, report_path, text_of
from tests.venues import Venue
from tests.wire import Answer, Ask

LAST_ADDRESS = rf"(?s)(?P<address>{ADDRESS.pattern})(?!.*{ADDRESS.pattern})"
"""The address of the report that was logged last."""

Expectation = Callable[[Venue, Ask, Answer], None]


def untouched(venue: Venue, ask: Ask, answer: Answer) -> None:
    """The answer is that of the app without debugpage, byte for byte."""
    bare = venue.bare(ask)
    # Servers leave out the body of an answer to HEAD, whatever the app sends.
    body = b"" if ask.method == "HEAD" and venue.server else bare.body
    assert (answer.status, answer.body) == (bare.status, body)
    assert answer.own_headers() == bare.own_headers()
    assert answer.value("content-length") in ("", str(len(bare.body)), bare.value("content-length"))
    assert not answer.cut


def error_page(venue: Venue, ask: Ask, answer: Answer) -> None:
    """The error as a page: what failed, where, with which values."""
    failed_as(answer, "text/html")
    page = answer.html()
    (heading,) = headings(page)
    assert "ZeroDivisionError" in heading
    assert failures.MESSAGE in heading
    text = text_of(page)
    for fact in ("KeyError", failures.NOTE, "failures.py", failures.LOCAL):
        assert fact in text
    assert any(failures.LOCAL in text_of(table) for table in labelled(page, "Values"))
    logged(venue, answer)


def redirect_to_list(venue: Venue, ask: Ask, answer: Answer) -> None:
    """The way to the list of errors, below whatever the app is mounted at."""
    assert (answer.status, answer.value("location")) == (308, "./__debugpage__/")
    assert answer.value("cache-control") == "no-store"


def error_page_sooner_or_later(venue: Venue, ask: Ask, answer: Answer) -> None:
    """The error as a page, in one of a few tries.

    A server that closes on what still comes in resets the connection, which may overtake the page
    (RFC 9112, section 9.6): that is between it and the system.
    """
    tries = 8
    while tries and (answer.cut or answer.status != 500):
        tries, answer = tries - 1, venue.send(ask)
    error_page(venue, ask, answer)


def error_as_json(venue: Venue, ask: Ask, answer: Answer) -> None:
    failed_as(answer, "application/problem+json")
    document = answer.json()
    assert document["status"] == 500
    assert [problem["type"] for problem in document["report"]["problems"]] == [
        "ZeroDivisionError",
        "KeyError",
    ]


def error_as_markdown(venue: Venue, ask: Ask, answer: Answer) -> None:
    failed_as(answer, "text/markdown")
    told_in_words(answer)


def error_as_text(venue: Venue, ask: Ask, answer: Answer) -> None:
    failed_as(answer, "text/plain")
    told_in_words(answer)


def told_without_values(venue: Venue, ask: Ask, answer: Answer) -> None:
    """What failed and where, but no value: scripts of the app's origin may not see any."""
    failed_as(answer, "text/plain")
    told_in_words(answer)
    assert failures.LOCAL not in answer.text


def only_head(venue: Venue, ask: Ask, answer: Answer) -> None:
    """The head of the error page, and no body (RFC 9110, section 9.3.2)."""
    failed_as(answer, "text/html")
    assert answer.body == b""
    assert answer.value("content-length") not in ("", "0")


def cut_after(sent: bytes) -> Expectation:
    """Expect what was sent before the error, then nothing; the log has the error's address."""

    def expectation(venue: Venue, ask: Ask, answer: Answer) -> None:
        assert (answer.status, answer.body) == (200, sent)
        assert answer.cut == venue.tells_cuts
        newest_is_of(ask, venue)

    return expectation


def recorded(sent: bytes) -> Expectation:
    """Expect the whole of what was sent; the log has the address of an error in the midst of it."""

    def expectation(venue: Venue, ask: Ask, answer: Answer) -> None:
        assert (answer.status, answer.body, answer.cut) == (200, sent, False)
        newest_is_of(ask, venue)

    return expectation


def newest_is_of(ask: Ask, venue: Venue) -> None:
    """The newest error that the log has the address of is of a request."""
    if venue.server:
        newest = venue.server.wait_for_log(LAST_ADDRESS)["address"]
        report = venue.send(Ask(newest + ".json")).json()["report"]
        assert report["request"]["path"] == ask.path


def complete(venue: Venue, ask: Ask, answer: Answer) -> None:
    """The whole answer of the app: what failed after it is no part of it."""
    assert (answer.status, answer.body, answer.cut) == (200, b"answered", False)


def failed_as(answer: Answer, media_type: str) -> None:
    assert answer.status == 500
    assert answer.media_type == media_type
    assert report_path(answer).endswith("/" + answer.value("x-debugpage-id"))
    assert not answer.cut
    assert answer.value("x-app") == "", "a header of the response that was given up"


def told_in_words(answer: Answer) -> None:
    for fact in ("ZeroDivisionError", failures.MESSAGE, "KeyError", "failures.py"):
        assert fact in answer.text


def logged(venue: Venue, answer: Answer) -> None:
    if venue.server:
        venue.server.wait_for_log(re.escape(report_path(answer)))
