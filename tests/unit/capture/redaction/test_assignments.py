"""Secrets in texts of many kinds: what stands behind their names is masked, and nothing else is."""

import json

import pytest

from debugpage.capture.redaction.redactor import MASK, Redactor

SECRET = "swordfish"


def nested(document: object, times: int) -> str:
    """Return JSON in JSON, so many times."""
    text = json.dumps(document)
    for _ in range(times):
        text = json.dumps(text)
    return text


MASKED = [
    # URLs, whole and in pieces
    "https://swordfish@host/path",
    "postgres://shop:sword/fish@db/shop",
    "redis%3A%2F%2Fu%3Aswordfish%40host",
    "next=redis%253A%252F%252Fshop%253Aswordfish%2540host%253A6379",
    "SplitResult(scheme='redis', netloc='u:swordfish@host:6379', path='')",
    "u:swordfish@host",
    ":swordfish@host",
    "cannot connect to shop:swordfish@10.0.0.7:5432",
    "https://hooks.slack.com/services/T000/B000/swordfish",
    "GET /map?zoom=3&key=swordfish-12345678",
    "GET /map?zoom=3&amp;sig=swordfish",
    "/blob?sv=1&sig=swordfish&se=2",
    "/s3?X-Amz-Signature=swordfish&X-Amz-Date=2026",
    "/login?next=%2Fa%3Faccess_token%3Dswordfish%26page%3D2",
    "user[password]=swordfish&user[name]=ada",
    "user%5Bpassword%5D=swordfish&x=1",
    # JSON
    *(nested({"user": "ada", "password": SECRET}, times) for times in range(6)),
    *(repr(nested({"api_key": SECRET}, times).encode()) for times in range(3)),
    nested({"query": 'mutation { login(password: "swordfish") { id } }'}, 2),
    '{"name":"password","value":"swordfish"}',
    '{"name": "session", "domain": "a.b", "value": "swordfish"}',
    '{"value": "swordfish", "name": "password"}',
    nested({"name": "password", "value": SECRET}, 2),
    '{"credentials": {"a": 1, "b": "swordfish"}, "c": 2}',
    "{'tokens': ['abc', 'swordfish'], 'n': 1}",
    "{'db': {'password': ('swordfish', 1)}}",
    "<ContextVar name='password' default='swordfish' at 0x7f>",
    "[('user', 'ada'), ('authorization', 'Custom swordfish')]",
    # markup
    "<password>swordfish</password>",
    '<ns:password kind="plain">swordfish</ns:password>',
    "<password><![CDATA[swordfish]]></password>",
    "&lt;password&gt;swordfish&lt;/password&gt;",
    '<user name="ada" password="swordfish"/>',
    '<add key="db_password" value="swordfish"/>',
    '<input type="password" name="pwd" id="p" value="swordfish">',
    "<key>password</key>\n\t<string>swordfish</string>",
    "<member><name>password</name><value><string>swordfish</string></value></member>",
    # lines
    "user: ada\npassword: swordfish\nport: 5432\n",
    "db:\n  - password: swordfish  # of the shop",
    "host=db\nsecret = swordfish\n",
    "the API key: swordfish1",
    "password => 'swordfish'",
    "config['password'] = 'swordfish'",
    "first\\nsecond_api_key=swordfish",
    # headers
    "Authorization: Custom swordfish",
    "authorization: custom swordfish1",
    'Authorization: Digest username="ada", response="swordfish"',
    "GET / HTTP/1.1\r\nHost: a\r\nCookie: theme=dark; id=swordfish\r\n\r\n",
    "Set-Cookie: id=swordfish; Path=/; HttpOnly",
    repr(b"Cookie: theme=dark; id=swordfish\r\nHost: a"),
    '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nswordfish\r\n--b--',
    repr('--b\r\nContent-Disposition: form-data; name="pwd"\r\n\r\nswordfish\r\n--b--'),
    # commands
    "backup --user ada --password swordfish --verbose",
    "backup --password=swordfish",
    "['backup', '--password', 'swordfish']",
    '["backup", "--api-key", "swordfish"]',
    "mysql -u root -pswordfish shop",
    "curl -u ada:swordfish http://host",
    "ALTER USER shop PASSWORD 'swordfish'",
    "CREATE USER shop IDENTIFIED BY 'swordfish'",
    # signs within secrets
    "password=ab,swordfish x=1",
    "password=ab&swordfish",
    "password=ab;swordfish",
    "password=ab)swordfish",
    "password=ab'swordfish'",
    "password=\\swordfish",
    "password='it\\'s swordfish' user=y",
    "password='it's swordfish' user=y",
    'password="""swordfish"""',
    "pw=swordfish",
    # annotations before the value
    "password: str = 'swordfish'",
    "password:str='swordfish'",
    "password: str | None = 'swordfish'",
    "def f(token: t.Optional[Text] = 'swordfish', user: str = 'ada'): ...",
    "token: Text = b'swordfish'",
    "api_key: SecretStr = SecretStr('swordfish')",
    repr("    password: str = 'swordfish'\n"),
    nested('password: str = "swordfish"', 2),
    # what the issuers of keys made
    "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nswordfish\n-----END PGP PRIVATE KEY BLOCK-----",
    "it was whsec_swordfish1234567890",
    "it was xapp-1-A0-swordfish1234567890",
]


@pytest.mark.parametrize("text", MASKED)
def test_no_secret_is_left(text: str) -> None:
    shown = Redactor().text(text)
    assert "fish" not in shown
    assert MASK in shown


@pytest.mark.parametrize("text", MASKED)
def test_what_is_masked_stays_masked(text: str) -> None:
    shown = Redactor().text(text)
    assert Redactor().text(shown).replace(MASK, "") == shown.replace(MASK, "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"a": {"token": "x", "n": 1}, "b": 2}', '{"a": {"token": "$", "n": 1}, "b": 2}'),
        (nested({"pin": "x", "n": 1}, 2), nested({"pin": "$", "n": 1}, 2)),
        ("password=abc&x=1", "password=$&x=1"),
        ("f(password=abc, user='ada')", "f(password=$, user='ada')"),
        ("(password=abc)", "(password=$)"),
        ("{password:abc1,user:ada}", "{password:$,user:ada}"),
        ("<a><password>x</password><b>y</b></a>", "<a><password>$</password><b>y</b></a>"),
        ("run --token x --fast", "run --token $ --fast"),
        ("['--token', 'x', '--fast']", "['--token', '$', '--fast']"),
        ("Set-Cookie: id=x; HttpOnly", "Set-Cookie: $; HttpOnly"),
        ("Authorization: Custom x1, then", "Authorization: Custom $, then"),
        ("u:x@host:5432", "u:$@host:5432"),
        ("a%3A%2F%2Fu%3Ax%40h%2Fp", "a%3A%2F%2Fu%3A$%40h%2Fp"),
        ("{'tokens': ['a', 'b'], 'n': 1}", "{'tokens': [$], 'n': 1}"),
        ("a\npassword: word\nb: c", "a\npassword: $\nb: c"),
        ("def f(pin: int = 12, n: int = 3)", "def f(pin: int = $, n: int = 3)"),
        ("password: aGVsbG8=\nuser: ada", "password: $\nuser: ada"),
        ("password: a1 = x", "password: $ = x"),
    ],
)
def test_what_is_beside_a_secret_stays(text: str, shown: str) -> None:
    assert Redactor().text(text) == shown.replace("$", MASK)


@pytest.mark.parametrize(
    "text",
    [
        "password: must not be empty",
        "password: required",
        "name: required\npassword: required\n",
        "password: str",
        "token: Optional[str]",
        "token: str | None = None",
        "token: str = None, password: str = ''",
        "(password: str, user: str = 'ada')",
        "def login(user: str, password: str) -> None: ...",
        "secret=None, password='', token=True, session=False",
        "the following arguments are required: --password",
        "usage: app [-h] [--password PASSWORD] [--api-key API_KEY] [--token TEXT]",
        "Option '--password' requires an argument.",
        "option --password requires an argument",
        "argument --token: expected one argument",
        "sorted(orders, key=lambda order: order.total)",
        "dict[key], cookies[name] and tokens[0]",
        "Cookie: ",
        "Cookie:\nHost: example.com",
        "Authorization: header missing",
        "Authorization: Bearer",
        "Bearer authentication is needed",
        "invalid token: (expected 2 of them)",
        "unexpected token: expected 3, got 4",
        "session: 3 of them",
        "<Session object at 0x7f> is closed</p>",
        "<session>\n  <id>3</id>\n</session>",
        "the 'password' field, the \"token\" field",
        "{'name': 'color', 'value': 'red'}",
        '{"name": "ada", "email": "ada@example.com"}',
        "write to mailto:ada@example.com",
        "Re: ada@example.com",
        "python:3.11@sha256:0123456789abcdef",
        "npm:left-pad@1.3.0",
        "git clone ssh://git@github.com/shop.git",
        "https://git@github.com/shop.git",
        "http://localhost:8000/users/ada@example.com",
        "at 12:30 @home",
        "?key=name&order=price",
        "docker run -u 1000:1000 -p 8080:80 shop",
        "%(token)s of %s",
        "token={}",
        "the fields ('password', 'email') and ['token', 'name', 'Other 1']",
        "password=",
    ],
)  # fmt: skip
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert Redactor().text(text) == text


def test_the_password_of_a_url_is_masked_elsewhere() -> None:
    redactor = Redactor()
    redactor.text("postgres://shop:sword%2Ffish@db/shop")
    mask = redactor.masker()
    assert mask is not None
    assert mask("it was sword/fish, or sword%2Ffish") == f"it was {MASK}, or {MASK}"
