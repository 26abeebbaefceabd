"""Secrets are found by name and by shape, what is none stays readable, and no text takes long."""

import json
from itertools import count, islice, product
from sys import getrefcount
from time import process_time

import pytest

from debugpage.capture.redaction.redactor import MASK, Redactor


@pytest.mark.parametrize(
    "name",
    [
        "password", "user_password", "dbPassword", "PASSWD", "pwd", "secret", "client_secret",
        "token", "access_token", "tokens", "api_key", "apiKey", "API-KEY", "X-Api-Key",
        "Authorization", "Cookie", "Set-Cookie", "session", "sessionid", "csrf_token",
        "signature", "dsn", "SENTRY_DSN", "private_key", "credentials", "pin", "password1",
        "auth", "basic_auth", "httpAuth", "HTTPAuth", "proxy-auth", "oauth", "auth_header",
        "creds", "aws_creds", "credential", "pass", "db_pass", "smtp_pass", "SMTP_PASS",
        "sid", "connect.sid", "twilio_account_sid", "PHPSESSID", "JSESSIONID", "csrftoken",
        "user[api_key]", "payment[pin]", "signing_key", "encryption_key", "access_key",
        "AWS_ACCESS_KEY_ID", "auth_key", "AccountKey", "SharedAccessKey", "APP_KEY", "master_key",
        "secret_keys", "APIKey", "rsaKey", "privkey", "priv_key", "totp_code",
    ],
)  # fmt: skip
def test_names_of_secrets(name: str) -> None:
    assert Redactor().hides(name)


@pytest.mark.parametrize(
    "name",
    ["author", "keyboard", "monkey", "key", "primary_key", "tokenizer", "secretary", "pinned",
     "spinner", "country", "passenger", "description", "x", "",
     "keys", "foreign_key", "sort_key", "cache_key", "dict_key", "public_key", "key_error",
     "authority", "authors", "is_authenticated", "auth_backend", "auth_user", "compass", "bypass",
     "passes", "pass_count", "passport", "side", "inside", "sidebar", "credit",
     "creed", "session_count", "session_timeout", "token_type", "password_length", "max_tokens",
     "has_password", "tokenize", "processid", "happiness", "option"],
)  # fmt: skip
def test_names_of_other_things(name: str) -> None:
    assert not Redactor().hides(name)


def test_names_of_ones_own() -> None:
    redactor = Redactor(["iban", "Tax.Id"])
    assert redactor.hides("customer_iban")
    assert redactor.hides("tax_id")
    assert redactor.hides("taxId")
    assert not Redactor().hides("customer_iban")


def test_a_name_of_ones_own_counts_though_it_looks_harmless() -> None:
    assert Redactor(["session_count"]).hides("session_count")


def test_an_empty_name_of_ones_own_hides_nothing() -> None:
    assert not Redactor(["", "_"]).hides("s_1")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgres://shop:hunter2@db/shop", f"postgres://shop:{MASK}@db/shop"),
        ("redis://:hunter2@cache", f"redis://:{MASK}@cache"),
        ("amqp://shop:hunt@r2@mq, then", f"amqp://shop:{MASK}@mq, then"),
        ("see a://b and a.b+c://d:hunter2@e/f", f"see a://b and a.b+c://d:{MASK}@e/f"),
        ("Authorization: Bearer abcdefghijkl", f"Authorization: Bearer {MASK}"),
        ("eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl", MASK),
        ("x_-eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl!", f"x_-{MASK}!"),
        ("key AKIAIOSFODNN7EXAMPLE leaked", f"key {MASK} leaked"),
        ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", MASK),
        ("refused: password='hunter2', try again", f"refused: password='{MASK}', try again"),
        ('{"api_key": "abc", "page": 1}', f'{{"api_key": "{MASK}", "page": 1}}'),
        ("user=ada&password=hunter2&x=1", f"user=ada&password={MASK}&x=1"),
        ("password: hunter2", f"password: {MASK}"),
        ("host=db password = 'it\\'s' user=y", f"host=db password = '{MASK}' user=y"),
        (json.dumps('{"pin": "abc"}'), json.dumps('{"pin": "$"}').replace("$", MASK)),
        ("Basic YWRhOmh1bnRlcg==", f"Basic {MASK}"),
        ("Token abcdefghiJklmnop", f"Token {MASK}"),
        ("note='token=abc' n=1", f"note='token={MASK}' n=1"),
        ("AccountName=shop;AccountKey=aGVsbG8=;x=1", f"AccountName=shop;AccountKey={MASK};x=1"),
        ("smtp_pass=hunter2 smtp_host=mail", f"smtp_pass={MASK} smtp_host=mail"),
        ("{'tokens': ['abc', 'def'], 'n': 1}", f"{{'tokens': [{MASK}], 'n': 1}}"),
        ("{b'token': b'abc'}", f"{{b'token': b'{MASK}'}}"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----",
            f"-----BEGIN RSA PRIVATE KEY-----{MASK}-----END RSA PRIVATE KEY-----",
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
        "unexpected token identifier",
        "Basic authentication is needed",
        "User(name='ada', password=None, token='', is_secret=True)",
        '{"password": null}',
        "key=42 of cache_key='orders:42'",
        "token_type=bearer and max_tokens=100",
        "http://localhost:8000/a@b",
        "the author: 12 books, the spinner=3",
        "'monkeyJungle.another.module'",
    ],
)
def test_messages_stay_readable(text: str) -> None:
    assert Redactor().text(text) == text


UNITS = (
    *("a", "1", "_", "-", " ", "\n", "=", ":", "a.", "a-", "a:", "a@", "x=", "x='", "+/=", "é"),
    *("://", "a://b", "a://b:c", "a://b:c@", "://:", "'", '"', "\\", "'\\", "b'", '"\\"'),
    *("token", "token:", "token=", "token: ", "token  ", "token='", "token='\\", "'token':"),
    *("token=['", 'token:("', "token:[", "token token", "pwd-", "a:1,", "[(", "max_token_"),
    *("eyJ", "eyJaaaaa-", "-eyJ", "eyJaaaaa.aaaaa", "eyJaaaaa.aaaaa.", "Bearer ", "Basic a"),
    *(
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "-----END ",
        "-----END PRIVATE KEY",
        "PRIVATE KEY",
    ),
    *(
        "sk-",
        "AKIA",
        "SG.",
        "Token ",
        'token\\"',
        'token=\\"',
        "token=\\\\",
        "token=None,",
        "SG.aaaaaaaa",
        "%3A%2F%2F",
        "%3A%2F%2Fu%3A",
        "%25",
        "%3Ftoken%3D",
        "a:b",
        "u:S@h",
        "<token>",
        "<token a",
        "&lt;token&gt;",
        "</token>",
        "<key>token</key>",
        "<a>",
        "name='token' ",
        "name='token' value=",
        "value='a' name='token' ",
        "value='a",
        'form-data; name="token"\r\n\r\n',
        "\r\n\r\n",
        "\r\n--",
        "Cookie: a=b; ",
        "Authorization: a ",
        'Digest a="b", ',
        "--token ",
        "'--token', 'a",
        "mysql -",
        "-u a:",
        "password '",
        "token={",
        "token=[{(",
        "token=a,b",
        "token=a&",
        "\\\\",
        "\\n",
        "\ntoken: ",
        "  - token: ",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----",
        "https://a@",
        "?key=a1",
        "('token', 'a",
        "('token', 'a', ",
        "SG.aaaaaaaa-",
        "ghp_",
        "xoxb-",
        "hf_",
    ),
)


def seconds_for(text: str) -> float:
    """Return the CPU time that masking a text takes, the less of two."""
    taken = []
    for _ in range(2):
        redactor = Redactor()
        start = process_time()
        redactor.text(text)
        taken.append(process_time() - start)
    return min(taken)


def assert_linear(unit: str) -> None:
    """Fail where eight times the text takes far more than eight times as long."""
    short, long = (seconds_for((unit * size)[:size]) for size in (8_192, 65_536))
    assert long < 0.5
    assert long < 24 * short + 0.01, f"{short} s, then {long} s"


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_takes_long(unit: str) -> None:
    assert_linear(unit)


@pytest.mark.parametrize("mixed", [*product(UNITS, UNITS[::-1])][7::193])
def test_no_mixture_takes_long(mixed: tuple[str, str]) -> None:
    assert_linear("".join(mixed))


def test_names_that_are_all_different_do_not_take_long() -> None:
    names = "".join(f"a{number}=" for number in islice(count(), 12_000))
    assert seconds_for(names) < 0.5
    assert seconds_for(names.replace("=", ":")) < 0.5


def test_a_name_as_long_as_a_text_is_not_kept() -> None:
    redactor, text = Redactor(), "".join(map(str, range(20_000)))
    holders = getrefcount(text)
    redactor.hides(text)
    assert getrefcount(text) == holders
