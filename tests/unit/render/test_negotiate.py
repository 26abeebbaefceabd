"""Which form a client is given."""

import pytest

from debugpage.render.negotiate import FORMS, Form, choose_form, content_type

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "text"),
        ("", "text"),
        ("*/*", "text"),
        ("text/*", "text"),
        ("application/*", "text"),
        (CHROME, "html"),
        ("text/html", "html"),
        ("TEXT/HTML", "html"),
        ("text/html;level=1", "html"),
        ("text/html;q=0", "text"),
        ("text/html;q=0, */*", "text"),
        ("text/html;q=0.001", "html"),
        ("text/html, */*;q=0.01", "html"),
        ("text/html;q=0.5, application/json", "json"),
        ("text/html;q=0.2, text/plain;q=0.7", "text"),
        ("application/json", "json"),
        ("application/problem+json", "json"),
        ("application/json, text/plain, */*", "json"),
        ("*/*, text/html", "html"),
        ("text/html;q=1.5", "text"),
        ("text/html; level=1; Q=0.1, text/markdown;q=0.2", "markdown"),
        ("application/json;q=0.5, text/html;q=0.9", "html"),
        ("text/markdown", "markdown"),
        ("text/markdown;q=0.9, text/html;q=0.8", "markdown"),
        ("image/png", "text"),
        ("application/xhtml+xml", "text"),
        ("text/html;q=banana", "text"),
        (",;,;q=,,", "text"),
        ("\x00\xff", "text"),
    ],
)
def test_accept_decides(accept: str | None, form: Form) -> None:
    assert choose_form(accept) == form


@pytest.mark.parametrize(
    ("suffix", "form"),
    [(".json", "json"), (".md", "markdown"), (".txt", "text"), (".html", "html")],
)
def test_a_suffix_decides_alone(suffix: str, form: Form) -> None:
    assert choose_form(CHROME, suffix) == form
    assert choose_form(None, suffix) == form


def test_an_unknown_suffix_decides_nothing() -> None:
    assert choose_form(CHROME, ".exe") == "html"


def test_each_form_has_a_type_of_its_own() -> None:
    assert len({content_type(form) for form in FORMS}) == len(FORMS)
    assert content_type("json") == "application/problem+json"
    assert content_type("html") == "text/html; charset=utf-8"
