"""Whatever a request is made of, it is told."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debugpage.capture.redaction.redactor import MASK, Redactor
from debugpage.capture.request import MOST_FIELDS, describe_request
from debugpage.exchange import from_environ, from_scope
from debugpage.report import Field, RequestInfo

CONTENT_TYPES = st.sampled_from(
    [
        "application/json",
        "text/x+json; charset=",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=edge",
        "text/plain; charset=",
        "",
    ]
)
PIECES = (
    *(b"--edge", b"--", b"\r\n", b"\n", b"\r", b"Content-Disposition: ", b"form-data", b";"),
    *(b"name=", b"filename*=", b'"', b"\\", b"\xff", b"{", b"}", b"[", b":", b"1", b"\0", b"a="),
)
BODIES = st.one_of(
    st.binary(max_size=500),
    st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join),
)
NAMES = st.one_of(
    st.sampled_from(["host", "cookie", "content-type", "content-length", "x-token"]),
    st.text(st.characters(max_codepoint=255), max_size=20),
)
LATIN = st.text(st.characters(max_codepoint=255), max_size=200)
VALUES = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=200)
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=6)


def told(environ: dict[str, object], body: bytes = b"") -> RequestInfo:
    return describe_request(from_environ(environ)._replace(body=body), Redactor())


@given(HEADERS, CONTENT_TYPES, VALUES, LATIN, LATIN, LATIN, BODIES)
def test_any_wsgi_request_is_told(
    headers: list[tuple[str, str]],
    content_type: str,
    parameters: str,
    method: str,
    path: str,
    query: str,
    body: bytes,
) -> None:
    own: dict[str, object] = {f"HTTP_{name.upper()}": value for name, value in headers}
    fixed = {"CONTENT_TYPE": content_type + parameters, "REQUEST_METHOD": method}
    info = told({**own, **fixed, "PATH_INFO": path, "QUERY_STRING": query}, body)
    assert len(info.method) <= 300


@given(HEADERS, CONTENT_TYPES, VALUES, st.text(max_size=200), st.binary(max_size=200), BODIES)
def test_any_asgi_request_is_told(
    headers: list[tuple[str, str]],
    content_type: str,
    parameters: str,
    path: str,
    query: bytes,
    body: bytes,
) -> None:
    sent = [("content-type", content_type + parameters), *headers]
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": query,
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent],
    }
    info = describe_request(from_scope(scope)._replace(body=body), Redactor())
    assert info.method == "POST"


def test_a_query_that_is_no_utf_8_is_told() -> None:
    info = told({"QUERY_STRING": "a=\xff&b=%FF&c&d=1"})
    assert info.query == (Field("a", "�"), Field("b", "�"), Field("c", ""), Field("d", "1"))


def test_more_fields_than_are_shown_are_counted() -> None:
    info = told({"QUERY_STRING": "a=1&" * (MOST_FIELDS + 7)})
    assert len(info.query) == MOST_FIELDS + 1
    assert info.query[-1] == Field("…", "7 more left out")


def test_a_secret_header_is_masked_and_its_name_is_shown() -> None:
    info = told({"HTTP_PROXY_AUTHORIZATION": "Basic YWRhOmh1bnRlcg==", "HTTP_ACCEPT": "*/*"})
    assert Field("proxy-authorization", MASK, masked=True) in info.headers
    assert Field("accept", "*/*") in info.headers


HOSTILE = {
    "query": {"QUERY_STRING": "a.=token:&" * 6_500},
    "long query": {"QUERY_STRING": "a=" + "token:" * 10_900},
    "path": {"PATH_INFO": "/" + "a." * 32_000},
    "cookies": {"HTTP_COOKIE": "a=token:; " * 6_500},
    "quoted cookie": {"HTTP_COOKIE": 'a="' + "\\" * 65_000},
    "cookie of spaces": {"HTTP_COOKIE": "a=" + " " * 65_000 + "b"},
    "host": {"HTTP_HOST": "a." * 32_000},
    "header": {"HTTP_X": "eyJaaaaa-" * 7_000},
    "type": {"CONTENT_TYPE": 'a/b;a="' * 9_000},
    "type of stars": {"CONTENT_TYPE": "a/b" + ";a*1=b" * 10_000},
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_request_takes_long(kind: str) -> None:
    taken = []
    for _ in range(3):
        start = process_time()
        told({"REQUEST_METHOD": "POST", **HOSTILE[kind]}, b"x")
        taken.append(process_time() - start)
    assert min(taken) < 0.15
