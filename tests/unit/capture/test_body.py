"""A request's body is told as fields or text: bounded, secrets masked, whatever it is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debugpage.capture.redact import MASK, Redactor
from debugpage.capture.request import describe_request
from debugpage.exchange import from_environ
from debugpage.report import Field, RequestInfo

MULTIPART = (
    b'--edge\r\nContent-Disposition: form-data; name="title"\r\n\r\nHandb\xc3\xbccher\r\n'
    b'--edge\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter22\r\n'
    b'--edge\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n'
    b"Content-Type: image/png\r\n\r\n\x89PNG\0\0\r\n--edge--\r\n"
)


def described(body: bytes, content_type: str) -> RequestInfo:
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": content_type}
    request = from_environ({**environ, "CONTENT_LENGTH": str(len(body))})._replace(body=body)
    return describe_request(request, Redactor())


def test_a_form_is_told_by_its_fields() -> None:
    told = described(b"name=Ad%C3%A9&password=hunter22&empty=", "application/x-www-form-urlencoded")
    assert told.form == (
        Field("name", "Adé"),
        Field("password", MASK, masked=True),
        Field("empty", ""),
    )
    assert told.body is None


def test_a_form_in_parts_is_told_without_the_content_of_files() -> None:
    told = described(MULTIPART, "multipart/form-data; boundary=edge")
    assert told.form == (
        Field("title", "Handbücher"),
        Field("password", MASK, masked=True),
        Field("photo", "<file 'a.png', image/png, 6 bytes>"),
    )


def test_json_is_indented_and_its_secrets_are_masked_by_name() -> None:
    document = {"user": {"api_key": "0123456", "name": "Adé"}, "items": [1, None, {"pin": 12345}]}
    told = described(json.dumps(document).encode(), "application/json; charset=utf-8")
    assert told.body is not None
    assert json.loads(told.body) == {
        "user": {"api_key": MASK, "name": "Adé"},
        "items": [1, None, {"pin": MASK}],
    }
    assert "\n  " in told.body


def test_json_that_is_none_or_too_deep_is_told_as_text() -> None:
    assert described(b"{oh no", "application/json").body == "{oh no"
    assert "[[[[" in (described(b"[" * 50_000, "application/json").body or "")
    assert "…" in (described(b"[" * 900 + b"]" * 900, "application/json").body or "")


def test_text_is_told_as_text_in_its_own_charset() -> None:
    assert described("Grüße".encode("latin-1"), "text/plain; charset=latin-1").body == "Grüße"
    assert described("Grüße".encode(), "text/plain; charset=klingon").body == "Grüße"
    assert described(b"password=hunter22", "text/plain").body == f"password={MASK}"


def test_what_is_no_text_is_told_by_its_type_and_size() -> None:
    assert described(b"\x89PNG\0" * 300, "image/png").body == "<image/png, 1,500 bytes>"


def test_a_long_body_is_cut_and_says_so() -> None:
    told = described(b"x" * 70_000, "text/plain").body
    assert told is not None
    assert len(told) < 25_000
    assert told.endswith("cut after 64 KiB …")


def test_no_body_is_no_text() -> None:
    assert described(b"", "application/json").body is None


types = st.sampled_from(
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=edge",
        "text/plain; charset=utf-16",
        "image/png",
        "",
        ";;=",
        "multipart/form-data",
    ]
)


@given(st.one_of(st.binary(), st.binary().map(MULTIPART.__add__), st.text().map(str.encode)), types)
def test_any_body_is_told(body: bytes, content_type: str) -> None:
    told = described(body, content_type)
    assert len(told.form) < 200
    assert told.body is None or len(told.body) < 100_000


@pytest.mark.parametrize("size", range(0, len(MULTIPART), 7))
def test_a_form_in_parts_that_is_cut_anywhere(size: int) -> None:
    assert len(described(MULTIPART[:size], "multipart/form-data; boundary=edge").form) <= 3
