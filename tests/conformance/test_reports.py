"""An error has an address: there it can be read again, in every form, until it is forgotten."""

import pytest

from tests.apps.failures import LOCAL, MESSAGE
from tests.consoles import tokens
from tests.pages import RESERVED, headings, report_path, text_of
from tests.venues import Venue
from tests.wire import CURL, Ask, Headers


@pytest.fixture
def address(venue: Venue) -> str:
    return report_path(venue.get("/boom"))


def test_the_page_again(venue: Venue, address: str) -> None:
    page = venue.get(address)
    assert (page.status, page.media_type) == (200, "text/html")
    (heading,) = headings(page.html())
    assert MESSAGE in heading
    assert LOCAL in text_of(page.html())


def test_the_page_again_has_consoles(venue: Venue, address: str) -> None:
    assert bool(tokens(venue.get(address))) == venue.knows_peers


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        (".json", "application/problem+json"),
        (".md", "text/markdown"),
        (".txt", "text/plain"),
    ],
)
def test_a_suffix_chooses_the_form(
    venue: Venue, address: str, suffix: str, media_type: str
) -> None:
    answer = venue.get(address + suffix)
    assert (answer.status, answer.media_type) == (200, media_type)
    assert MESSAGE in answer.text


@pytest.mark.parametrize(
    ("headers", "media_type"),
    [
        (CURL, "text/plain"),
        ((("Accept", "application/json"),), "application/problem+json"),
        ((("Accept", "text/markdown"),), "text/markdown"),
    ],
    ids=["curl", "json", "markdown"],
)
def test_accept_chooses_the_form(
    venue: Venue, address: str, headers: Headers, media_type: str
) -> None:
    answer = venue.send(Ask(address, headers=headers))
    assert (answer.status, answer.media_type) == (200, media_type)


def test_json_is_the_whole_report(venue: Venue, address: str) -> None:
    report = venue.get(address + ".json").json()["report"]
    assert report["request"]["method"] == "GET"
    assert report["request"]["path"] == "/boom"
    frames = report["problems"][0]["frames"]
    assert frames[-1]["function"] == "boom"
    assert LOCAL in repr(frames[-1]["locals"])


def test_the_list_leads_to_the_error(venue: Venue, address: str) -> None:
    page = venue.get(RESERVED)
    assert (page.status, page.media_type) == (200, "text/html")
    assert address in [link.get("href") for link in page.html().iter("a")]


@pytest.mark.parametrize("name", ["A" * 22, "A" * 22 + ".json", "x", "%00", "é", "../boom"])
def test_an_unknown_id_is_answered_by_us(venue: Venue, name: str) -> None:
    before = venue.count("called")
    answer = venue.get(RESERVED + name.replace("é", "%C3%A9"))
    assert answer.status == 404
    assert venue.count("called") == before


def test_reading_is_all_that_can_be_asked_of_a_report(venue: Venue, address: str) -> None:
    before = venue.count("called")
    for method in ("POST", "PUT", "DELETE"):
        answer = venue.send(Ask(address, method))
        assert answer.status == 405
        assert answer.value("allow") == "GET, HEAD"
    assert venue.count("called") == before


def test_head_of_a_report(venue: Venue, address: str) -> None:
    answer = venue.send(Ask(address, "HEAD"))
    assert (answer.status, answer.body) == (200, b"")
