"""Answers that are no pages of reports: refusals, and the smallest page of all."""

import json

import pytest

from debugpage.render.respond import last_resort, plain_text, refuse


def test_a_refusal_names_the_methods_that_would_do() -> None:
    response = refuse(405, "pages are read by GET", ("GET", "HEAD"))
    assert dict(response.headers)["Allow"] == "GET, HEAD"
    assert json.loads(response.body) == {"error": "pages are read by GET"}
    assert "Allow" not in dict(refuse(403, "refused").headers)


def test_the_smallest_page_tells_what_its_reader_may_know() -> None:
    assert last_resort().status == 500
    assert last_resort().body == b"Internal Server Error\n\nThe server's terminal tells more.\n"
    assert last_resort("<b>\n").body == last_resort().body + b"\n<b>\n"
    assert dict(last_resort("<b>").headers)["Content-Type"] == "text/plain; charset=utf-8"


def test_errors_that_cannot_be_written_are_placed_all_the_same() -> None:
    class Hostile(Exception):
        @property
        def __cause__(self) -> None:  # type: ignore[override]  # hostile
            raise RuntimeError

    with pytest.raises(Hostile) as raised:
        raise Hostile
    assert "test_errors_that_cannot_be_written" in plain_text(raised.value)
