"""The cookies of a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import dump_cookie

from debugpage.capture.cookies import cookies_in

NAMES = st.text("abcXYZ019_-.", min_size=1, max_size=8)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def sent(name: str, value: str) -> str:
    """Return a cookie as a browser sends what an app has set."""
    return dump_cookie(name, value).partition("; Path=")[0]


@given(st.lists(st.tuples(NAMES, VALUES), max_size=5))
def test_what_an_app_has_set_comes_back(cookies: list[tuple[str, str]]) -> None:
    header = "; ".join(sent(*cookie) for cookie in cookies)
    assert list(cookies_in([header])) == cookies


@pytest.mark.parametrize(
    ("fields", "cookies"),
    [
        ([], []),
        (["", " ; ;"], []),
        (["a=1; b = 2 ;c"], [("a", "1"), ("b", "2"), ("c", "")]),
        (["a=1", "a=2"], [("a", "1"), ("a", "2")]),
        (["=x"], [("", "x")]),
        (["a=b=c"], [("a", "b=c")]),
        (['a="x; y" ; b="z'], [("a", "x; y"), ("b", '"z')]),
        (['a="\\303\\244\\"\\054"'], [("a", 'ä",')]),
        (['a="x"y; b=1'], [("a", '"x"y'), ("b", "1")]),
    ],
)
def test_cookies_as_they_may_be_sent(fields: list[str], cookies: list[tuple[str, str]]) -> None:
    assert list(cookies_in(fields)) == cookies
