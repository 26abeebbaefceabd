"""A request's body is told as fields or text: bounded, secrets masked, whatever it is."""

import json
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debugpage.capture.redaction.redactor import MASK, Redactor
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


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", '[{"name": "password", "value": "swordfish"}]'),
        ("application/json", '[["password", "swordfish"], ["user", "ada"]]'),
        ("application/json", '{"query": "mutation { login(pin: \\"swordfish\\") }"}'),
        ("application/json", '{"password": "swordfish", oh no'),
        ("application/xml", "<login><password>swordfish</password></login>"),
        ("application/yaml", "user: ada\npassword: swordfish\n"),
        ("text/plain", '--e\r\nContent-Disposition: form-data; name="pwd"\r\n\r\nswordfish\r\n'),
        ("application/x-www-form-urlencoded", "next=%2F%3Ftoken%3Dswordfish&url=u:swordfish@host"),
        ("application/x-www-form-urlencoded", "sig=swordfish&user[password]=swordfish"),
    ],
)
def test_no_secret_of_a_body_is_told(content_type: str, body: str) -> None:
    told = repr(described(body.encode(), content_type))
    assert "swordfish" not in told
    assert MASK in told


def test_json_that_is_none_or_too_deep_is_told_as_text() -> None:
    assert described(b"{oh no", "application/json").body == "{oh no"
    assert "[[[[" in (described(b"[" * 50_000, "application/json").body or "")
    assert "…" in (described(b"[" * 900 + b"]" * 900, "application/json").body or "")


def test_of_long_json_no_more_is_masked_than_is_shown_and_it_says_so() -> None:
    told = described(json.dumps({"items": ["abcdef"] * 5_000, "n": 1}).encode(), "application/json")
    assert told.body is not None
    items = json.loads(told.body)["items"]
    assert items[0] == "abcdef"
    assert items[-1] == f"… {5_001 - len(items):,} more left out"
    assert json.loads(told.body)["…"] == "1 more left out"


def test_a_secret_of_json_is_learned_where_it_is_not_shown() -> None:
    document = {"items": ["abcdef"] * 5_000, "deep": [{"password": "hunter22"}]}
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json"}
    request, redactor = from_environ(environ), Redactor()
    describe_request(request._replace(body=json.dumps(document).encode()), redactor)
    mask = redactor.learned.masker(MASK)
    assert mask is not None
    assert mask("it was hunter22") == f"it was {MASK}"


def test_a_secret_field_is_learned_where_it_is_not_shown() -> None:
    body = b"&".join([b"a=1"] * 200 + [b"password=hunter22"])
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    request, redactor = from_environ(environ), Redactor()
    assert describe_request(request._replace(body=body), redactor).form[-1] == Field(
        "…", "101 more left out"
    )
    mask = redactor.learned.masker(MASK)
    assert mask is not None
    assert mask("it was hunter22") == f"it was {MASK}"


def test_text_is_told_as_text_in_its_own_charset() -> None:
    assert described("Grüße".encode("latin-1"), "text/plain; charset=latin-1").body == "Grüße"
    assert described("Grüße".encode(), "text/plain; charset=klingon").body == "Grüße"
    assert described("日本".encode("sjis"), "text/plain; charset=Shift_JIS").body == "日本"
    for codec in ("punycode", "idna", "unicode_escape", "rot13", "undefined", "utf-8\0", "a" * 999):
        assert described(b"Gr\\xe9", f"text/plain; charset={codec}").body == "Gr\\xe9"
    assert described(b"password=hunter22", "text/plain").body == f"password={MASK}"


def test_what_is_no_text_is_told_by_its_type_and_size() -> None:
    assert described(b"\x89PNG\0" * 300, "image/png").body == "<image/png, 1,500 bytes>"


def test_a_long_body_is_cut_and_says_so() -> None:
    told = described(b"x" * 70_000, "text/plain").body
    assert told is not None
    assert len(told) < 25_000
    assert told.endswith("cut after 64 KiB …")


def test_a_long_form_is_cut_and_says_so() -> None:
    told = described(b"a=1&b=" + b"x" * 70_000, "application/x-www-form-urlencoded").form
    assert told[0] == Field("a", "1")
    assert told[-1] == Field("…", "cut after 64 KiB")


def test_a_file_that_is_longer_than_what_is_kept_is_told() -> None:
    body = MULTIPART.removesuffix(b"\r\n--edge--\r\n") + b"x" * 70_000
    told = described(body, "multipart/form-data; boundary=edge").form
    assert told[2].name == "photo"
    assert told[2].value.startswith("<file 'a.png', image/png, at least 65,")
    assert told[3] == Field("…", "cut after 64 KiB")


def test_a_form_of_very_many_parts_is_told() -> None:
    part = b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    told = described(part * 1_150 + b"--edge--\r\n", "multipart/form-data; boundary=edge").form
    assert told[0] == Field("a", "1")
    assert told[-1] == Field("…", "1,050 more left out")


@pytest.mark.parametrize(
    "rest", [b"--edge\r\nX: y\r\n\r\n1\r\n", b"--edge\r\n\xff: \xff\r\n\r\n1\r\n"]
)
def test_a_form_that_is_none_from_some_part_on(rest: bytes) -> None:
    body = MULTIPART.replace(b"--edge--", rest + b"--edge--")
    told = described(body, "multipart/form-data; boundary=edge").form
    assert [field.name for field in told] == ["title", "password", "photo", "…"]
    assert told[-1].value == "the rest is no form in parts"


def test_a_part_without_a_name_is_told() -> None:
    body = b"--edge\r\nContent-Disposition: form-data\r\n\r\n1\r\n--edge--\r\n"
    assert described(body, "multipart/form-data; boundary=edge").form == (Field("", "1"),)


def test_a_secret_in_the_place_of_a_name_is_masked() -> None:
    told = described(b"postgres://shop:hunter22@db/shop", "application/x-www-form-urlencoded")
    assert told.form == (Field(f"postgres://shop:{MASK}@db/shop", ""),)


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


def parts(head: bytes, count: int = 1) -> bytes:
    return (b"--edge\r\n" + head + b"\r\n\r\n\r\n") * count + b"--edge--\r\n"


FORM, JSON, PARTS = (
    "application/x-www-form-urlencoded",
    "application/json",
    "multipart/form-data; boundary=edge",
)
HOSTILE = {
    "one long string": (JSON, json.dumps("token:" * 10_900)),
    "short strings": (JSON, json.dumps(["a.token:a"] * 5_000)),
    "one long name": (JSON, json.dumps({"token:" * 10_900: 1})),
    "many names": (JSON, json.dumps({f"a{number}": "pwd=x" for number in range(3_500)})),
    "many secrets": (JSON, json.dumps([{"password": f"h{number}"} for number in range(3_000)])),
    "wide and deep": (JSON, json.dumps([json.loads("[" * 48 + "]" * 48)] * 650)),
    "a long number": (JSON, "1" * 65_000),
    "broken": (JSON, '{"a": "' + "token:" * 10_900),
    "10,000 fields": (FORM, "&".join(f"a{number}" for number in range(10_000))),
    "many secret fields": (FORM, "pwd=123456&" * 5_900),
    "one long field": (FORM, "a=" + "a." * 32_000),
    "encoded": (FORM, "a=%E9" * 13_000),
    "1,200 parts": (PARTS, parts(b"Content-Disposition: a", 1_200).decode()),
    "many headers": (PARTS, parts(b"a:b\r\n" * 13_000).decode()),
    "quotes": (PARTS, parts(b"Content-Disposition: a" + b';a="' * 16_000).decode()),
    "spaces": (PARTS, "--edge" + " " * 65_000),
    "line breaks": (PARTS, parts(b"Content-Disposition: a").decode() + "\r\n" * 32_000),
    "dots": ("text/plain", "a." * 32_700),
    "names": ("text/plain", "token:" * 10_900),
    "slow codec": ("text/plain; charset=punycode", "a-" + "99" * 32_000),
    "long type": ("a;" + ';a="\\' * 10_000, "token:" * 10_900),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_body_takes_long(kind: str) -> None:
    content_type, body = HOSTILE[kind]
    taken = []
    for _ in range(3):
        start = process_time()
        described(body.encode(), content_type)
        taken.append(process_time() - start)
    assert min(taken) < 0.15
