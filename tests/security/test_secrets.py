"""A planted secret is in no output: by its name, its shape, or by being known elsewhere."""

import base64
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NoReturn

import flask
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from debugpage.asgi import DebugMiddleware as AsgiMiddleware
from debugpage.capture.redaction.redactor import MASK
from debugpage.wsgi import DebugMiddleware as WsgiMiddleware
from tests.pages import labelled, text_of
from tests.secrets import assert_nowhere, failing, outputs, plant
from tests.wire import NAVIGATION, Answer, Ask, Send, over_asgi, over_wsgi


@dataclass
class Account:
    owner: str
    api_key: str


class Client:
    def __init__(self, secret: str) -> None:
        self.timeout = 3
        self._auth_token = secret


class Talkative:
    def __init__(self, secret: str) -> None:
        self.secret_in_it = secret

    def __repr__(self) -> str:
        return f"<Talkative password={self.secret_in_it!r} at home>"


class Slotted:
    __slots__ = ("private_key",)

    def __init__(self, secret: str) -> None:
        self.private_key = secret


NAMES = (
    *("password", "passwd", "pwd", "secret", "token", "api_key", "authorization", "cookie"),
    *("session", "signature", "dsn", "private_key", "DB_PASSWORD", "clientSecret", "x-api-key"),
)

PLACES: dict[str, Callable[[str], Any]] = {
    "dict key": lambda secret: {"password": secret},
    "bytes key": lambda secret: {b"password": secret},
    "deep dict key": lambda secret: {"a": [{"b": {"token": secret}}]},
    "dataclass field": lambda secret: Account("ada", secret),
    "attribute": Client,
    "slot": Slotted,
    "own repr": Talkative,
    "namespace": lambda secret: SimpleNamespace(passwd=secret),
    "list under a name": lambda secret: {"secrets": [secret, "other"]},
    "pair": lambda secret: [("password", secret)],
    "header pair of bytes": lambda secret: [(b"authorization", secret.encode())],
    "user-info": lambda secret: f"postgres://shop:{secret}@db.example/shop",
    "user-info with signs": lambda secret: f"postgres://shop:{secret}%2F!@db.example/shop",
    "bearer": lambda secret: f"Bearer {secret}",
    "basic": lambda secret: "Basic " + base64.b64encode(f"ada:{secret}".encode()).decode(),
    "jwt": lambda secret: ".".join(["eyJ" + secret, "eyJ" + secret, secret]),
    "pem": lambda secret: pem(secret * 40),
    "pem, cut in the middle": lambda secret: "x" * 5_000 + pem(secret * 40),
    "pem, line by line": lambda secret: pem(secret * 4).splitlines(keepends=True),
    "pem in bytes, line by line": lambda secret: pem(secret * 4).encode().splitlines(),
    "aws": lambda secret: "AKIA" + secret.upper()[:16],
    "github": lambda secret: "ghp_" + secret,
    "stripe": lambda secret: "sk_live_" + secret,
    "slack": lambda secret: "xoxb-" + secret,
    "google": lambda secret: "AIza" + secret + secret,
    "openai": lambda secret: "sk-proj-" + secret,
    "gitlab": lambda secret: "glpat-" + secret,
    "assignment in a text": lambda secret: f"cannot log in: password={secret}",
    "annotation in a text": lambda secret: f"password: str = '{secret}'",
    "json in a text": lambda secret: json.dumps({"name": "ada", "api_key": secret}),
    "query in a text": lambda secret: f"GET /?page=1&access_token={secret}&x=1",
    "bytes": lambda secret: f"token={secret}".encode(),
    "set-cookie": lambda secret: f"Set-Cookie: sessionid={secret}; HttpOnly",
    "exception": lambda secret: ValueError(f"password={secret}"),
}
"""Where a secret can be, in a local that has no telling name."""


def pem(content: str) -> str:
    kind = "RSA PRIVATE KEY"
    lines = "\n".join(content[start : start + 64] for start in range(0, len(content), 64))
    return f"-----BEGIN {kind}-----\n{lines}\n-----END {kind}-----\n"


def seen_of(value: Any, secret: str) -> str:
    """Return what of a planted value must not be seen: some have it in capitals or encoded."""
    if isinstance(value, str) and secret not in value:
        return value.rpartition(" ")[2]
    return secret


@pytest.mark.parametrize("place", PLACES)
def test_a_secret_in_a_local(place: str) -> None:
    secret = plant(place)
    value = PLACES[place](secret)

    def fail() -> NoReturn:
        local = value
        raise ValueError(len(str(type(local))))

    assert_nowhere(seen_of(value, secret), outputs(failing(fail)))


@pytest.mark.parametrize("place", PLACES)
def test_a_secret_in_message_arguments_and_notes(place: str) -> None:
    secret = plant(place)
    value = PLACES[place](secret)
    told = value if isinstance(value, str) else repr(value)

    def fail() -> NoReturn:
        error = ValueError(told)
        error.add_note(told)
        raise KeyError(value) from error

    assert_nowhere(seen_of(value, secret), outputs(failing(fail)))


@pytest.mark.parametrize("name", NAMES)
def test_a_secret_known_by_its_name_is_masked_everywhere(name: str) -> None:
    secret = plant(name)

    def fail() -> NoReturn:
        held = {name: secret}
        copies = [secret, f"before {secret} behind", Talkative(secret), secret.encode()]
        long = "-" * 290 + secret + "-" * 9_000
        error = ValueError(f"{len(held)} of {secret} and {len(copies)} {len(long)}")
        error.add_note(f"it was {secret}")
        raise error

    texts = outputs(failing(fail))
    assert_nowhere(secret, texts)
    assert_nowhere(secret[:10], texts)  # not cut off either
    assert all(MASK in texts[form] for form in ("html", "markdown"))


def test_the_environment_is_told_by_names_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARMLESS_NAME", plant("environment"))
    texts = outputs(failing(lambda: 1 / 0))
    assert_nowhere(plant("environment"), texts)
    assert "HARMLESS_NAME" in texts["json"]


flask_app = flask.Flask(__name__)


@flask_app.post("/form/<reset_token>")
def flask_form(reset_token: str) -> NoReturn:
    raise LookupError(flask.request.form["name"] + reset_token)


@flask_app.post("/json/<reset_token>")
def flask_json(reset_token: str) -> NoReturn:
    raise LookupError(flask.request.get_json()["name"] + reset_token)


async def starlette_form(request: Request) -> NoReturn:
    raise LookupError((await request.body()).decode() + request.path_params["reset_token"])


async def starlette_json(request: Request) -> NoReturn:
    raise LookupError((await request.json())["name"] + request.path_params["reset_token"])


ROUTES = [
    Route("/form/{reset_token}", starlette_form, methods=["POST"]),
    Route("/json/{reset_token}", starlette_json, methods=["POST"]),
]


@pytest.fixture(params=["wsgi", "asgi"])
def send(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("DEBUGPAGE", "1")
    if request.param == "wsgi":
        yield over_wsgi(WsgiMiddleware(flask_app.wsgi_app))
    else:
        with over_asgi(AsgiMiddleware(Starlette(routes=ROUTES))) as send:
            yield send


BODIES = {
    "/form": (
        "application/x-www-form-urlencoded",
        f"name=ada&password={plant('body')}&page=42",
    ),
    "/json": (
        "application/json",
        json.dumps({"name": "ada", "page": 42, "deep": [{"client_secret": plant("body")}]}),
    ),
}


def body_panel(answer: Answer) -> str:
    """Return what the page tells of the request's body."""
    (panel,) = labelled(answer.html(), "Request")
    texts = [text_of(table) for table in labelled(panel, "Form")]
    texts += [text_of(text) for text in panel.iter("pre")]
    return " ".join(texts)


@pytest.mark.parametrize("path", BODIES)
def test_a_secret_in_a_request(path: str, send: Send, caplog: pytest.LogCaptureFixture) -> None:
    content_type, body = BODIES[path]
    own = (
        ("Content-Type", content_type),
        ("Authorization", f"Bearer {plant('header')}"),
        ("X-Api-Key", plant("key header")),
        ("Cookie", f"sessionid={plant('cookie')}; theme=dark"),
        ("Referer", f"http://127.0.0.1/?access_token={plant('referer')}"),
    )
    query = f"?api_key={plant('query')}&page=7"
    ask = Ask(f"{path}/{plant('path')}{query}", "POST", (*NAVIGATION, *own), body.encode())
    with caplog.at_level(logging.DEBUG):
        page = send(ask)
    assert page.status == 500
    assert "42" in body_panel(page), "what is no secret of the body is not shown"
    kept = page.value("x-debugpage-id")
    texts = {"page": page.text, "log": caplog.text}
    for name in (kept, f"{kept}.json", f"{kept}.md", f"{kept}.txt", ""):
        texts[name or "list"] = send(Ask(f"/__debugpage__/{name}")).text
    for place in ("header", "key header", "cookie", "referer", "query", "body"):
        assert_nowhere(plant(place), texts)


secrets = st.text(min_size=6, max_size=80).filter(
    lambda text: text.strip() == text and not set(text) & set("…•\x00") and len(set(text)) > 4
)
"""What is no part of a page by accident is told apart by a mark in the middle."""


@given(secrets, st.sampled_from(NAMES), st.integers(0, 900))
def test_no_output_contains_a_planted_secret(text: str, name: str, offset: int) -> None:
    secret = f"{text}{plant(text)}{text}"

    def fail() -> NoReturn:
        held = [{name: secret}]
        copy, cut = secret, "=" * offset + secret + "=" * 900
        raise ValueError(f"{len(held)} {copy} {cut}")

    texts = outputs(failing(fail))
    assert_nowhere(plant(text), texts)
    assert_nowhere(plant(text)[:12], texts)
