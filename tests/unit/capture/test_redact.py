"""Secrets are found by name and by shape, and what is none stays readable."""

import pytest

from debugpage.capture.redact import MASK, Redactor


@pytest.mark.parametrize(
    "name",
    [
        "password", "user_password", "dbPassword", "PASSWD", "pwd", "secret", "client_secret",
        "token", "access_token", "tokens", "api_key", "apiKey", "API-KEY", "X-Api-Key",
        "Authorization", "Cookie", "Set-Cookie", "session", "sessionid", "csrf_token",
        "signature", "dsn", "SENTRY_DSN", "private_key", "credentials", "pin", "password1",
    ],
)  # fmt: skip
def test_names_of_secrets(name: str) -> None:
    assert Redactor().hides(name)


@pytest.mark.parametrize(
    "name",
    ["author", "keyboard", "monkey", "key", "primary_key", "tokenizer", "secretary", "pinned",
     "spinner", "country", "passenger", "description", "x", ""],
)  # fmt: skip
def test_names_of_other_things(name: str) -> None:
    assert not Redactor().hides(name)


def test_names_of_ones_own() -> None:
    redactor = Redactor(["iban", "Tax.Id"])
    assert redactor.hides("customer_iban")
    assert not Redactor().hides("customer_iban")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgres://shop:hunter2@db/shop", f"postgres://shop:{MASK}@db/shop"),
        ("redis://:hunter2@cache", f"redis://:{MASK}@cache"),
        ("Authorization: Bearer abcdefghijkl", f"Authorization: Bearer {MASK}"),
        ("eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl", MASK),
        ("key AKIAIOSFODNN7EXAMPLE leaked", f"key {MASK} leaked"),
        ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", MASK),
        ("refused: password='hunter2', try again", f"refused: password='{MASK}', try again"),
        ('{"api_key": "abc", "page": 1}', f'{{"api_key": "{MASK}", "page": 1}}'),
        ("user=ada&password=hunter2&x=1", f"user=ada&password={MASK}&x=1"),
        ("password: hunter2", f"password: {MASK}"),
        ("{'tokens': ['abc', 'def'], 'n': 1}", f"{{'tokens': ['{MASK}'], 'n': 1}}"),
        ("{b'token': b'abc'}", f"{{b'token': b'{MASK}'}}"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----",
            f"-----BEGIN RSA PRIVATE KEY----- {MASK}",
        ),
    ],
)  # fmt: skip
def test_shapes_of_secrets(text: str, shown: str) -> None:
    assert Redactor().text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "invalid token: expected ')'",
        "session = <Session object>",
        "'DE'",
        "https://example.com/path?page=2",
        "cannot unpack the cookie jar",
        "division by zero",
    ],
)
def test_messages_stay_readable(text: str) -> None:
    assert Redactor().text(text) == text


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit", ["a", "1", "_", "token", "token=", "'", "a:", "x.", "eyJ", "-----BEGIN "]
)
def test_no_text_takes_long(unit: str) -> None:
    Redactor().text(unit * (20_000 // len(unit)))
