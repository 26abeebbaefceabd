"""A13-A17, A24: which page asks, and how it was loaded."""

from collections.abc import Callable

import pytest

from tests.apps.failures import LOCAL
from tests.consoles import Console, tokens, with_header
from tests.venues import Venue
from tests.wire import Ask

BOOM = Ask("/boom")


@pytest.mark.parametrize(
    "origins",
    [
        ("https://evil.example",),
        ("http://evil.example",),
        ("null",),
        ("http://127.0.0.1:1",),
        ("http://localhost:{port}",),
        ("https://127.0.0.1:{port}",),
        ("http://127.0.0.1:{port}/",),
        ("HTTP://127.0.0.1:{port}",),
        ("http://127.0.0.1:{port}", "http://127.0.0.1:{port}"),
        ("http://127.0.0.1:{port}", "https://evil.example"),
        ("",),
        (),
    ],
    ids=str,
)
def test_only_our_own_origin_runs_code(
    venue: Venue, console: Console, refused: Callable[..., None], origins: tuple[str, ...]
) -> None:
    port = venue.origin.rpartition(":")[2]
    named = [origin.format(port=port) for origin in origins]
    refused(with_header(console.ask(), "Origin", *named), 403)


def test_a_neighbouring_port_runs_nothing_even_with_cookies(
    console: Console, refused: Callable[..., None]
) -> None:
    ask = with_header(console.ask(), "Origin", "http://127.0.0.1:9")
    ask = with_header(ask, "Sec-Fetch-Site", "same-site")
    refused(with_header(ask, "Cookie", f"debugpage={console.token}"), 403)


@pytest.mark.parametrize(
    "sites",
    [
        *(("cross-site",), ("same-site",), ("none",), ("SAME-ORIGIN",), ("",), ()),
        *(("same-origin", "same-origin"), ("same-origin, same-origin",)),
    ],
    ids=str,
)
def test_only_a_same_origin_fetch_runs_code(
    console: Console, refused: Callable[..., None], sites: tuple[str, ...]
) -> None:
    refused(with_header(console.ask(), "Sec-Fetch-Site", *sites), 403)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Sec-Fetch-Dest", ("empty",)),
        ("Sec-Fetch-Dest", ("iframe",)),
        ("Sec-Fetch-Dest", ("object",)),
        ("Sec-Fetch-Dest", ("embed",)),
        ("Sec-Fetch-Dest", ("script",)),
        ("Sec-Fetch-Dest", ("image",)),
        ("Sec-Fetch-Dest", ("serviceworker",)),
        ("Sec-Fetch-Dest", ("document", "document")),
        ("Sec-Fetch-Dest", ()),
        ("Sec-Fetch-Mode", ("cors",)),
        ("Sec-Fetch-Mode", ("no-cors",)),
        ("Sec-Fetch-Mode", ("same-origin",)),
        ("Sec-Fetch-Mode", ()),
        ("Sec-Fetch-Site", ()),
        ("Service-Worker-Navigation-Preload", ("true",)),
        ("Sec-Purpose", ("prefetch",)),
        ("Purpose", ("prefetch",)),
    ],
    ids=str,
)
def test_only_a_document_opened_by_a_person_gets_tokens(
    venue: Venue, name: str, values: tuple[str, ...]
) -> None:
    page = venue.send(with_header(BOOM, name, *values))
    assert page.status == 500
    assert tokens(page) == {}
    assert tokens(venue.send(BOOM))


@pytest.mark.parametrize("dest", ["empty", "iframe", "script", "image"])
def test_a_script_of_our_own_origin_sees_no_values(venue: Venue, dest: str) -> None:
    fetch = with_header(with_header(BOOM, "Sec-Fetch-Mode", "cors"), "Sec-Fetch-Dest", dest)
    answer = venue.send(with_header(fetch, "Sec-Fetch-Site", "same-origin"))
    assert answer.status == 500
    assert LOCAL not in answer.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("mode", ["cors", "no-cors"])
def test_another_site_is_told_nothing(
    venue: Venue, untold: Callable[[Ask], None], site: str, mode: str
) -> None:
    ask = with_header(with_header(BOOM, "Sec-Fetch-Site", site), "Sec-Fetch-Mode", mode)
    untold(with_header(ask, "Sec-Fetch-Dest", "empty"))
    untold(with_header(ask, "Origin", "https://evil.example"))


def test_a_foreign_origin_is_told_nothing(untold: Callable[[Ask], None]) -> None:
    untold(with_header(BOOM, "Origin", "https://evil.example"))


def test_a_page_that_another_site_opened_has_no_consoles(venue: Venue) -> None:
    opened = with_header(with_header(BOOM, "Sec-Fetch-Site", "cross-site"), "Sec-Fetch-User")
    page = venue.send(opened)
    assert page.status == 500
    assert tokens(page) == {}
