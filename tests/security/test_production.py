"""A32: a sign of production keeps debugpage away, and no request can bring it back."""

from collections.abc import Iterator

import pytest

from debugpage.asgi import DebugMiddleware as AsgiMiddleware
from debugpage.wsgi import DebugMiddleware as WsgiMiddleware
from tests.apps import plain_asgi, plain_wsgi
from tests.apps.actors import play_browser
from tests.consoles import tokens
from tests.pages import RESERVED
from tests.servers import serve
from tests.wire import NAVIGATION, Answer, Ask, Send, over_asgi, over_socket, over_wsgi

HOSTING = (
    *("KUBERNETES_SERVICE_HOST", "AWS_LAMBDA_FUNCTION_NAME", "AWS_EXECUTION_ENV", "K_SERVICE"),
    *("ECS_CONTAINER_METADATA_URI", "ECS_CONTAINER_METADATA_URI_V4", "GAE_ENV", "DYNO"),
    *("FLY_APP_NAME", "RENDER", "RAILWAY_ENVIRONMENT", "VERCEL", "WEBSITE_INSTANCE_ID"),
)
STAGES = ("ENV", "APP_ENV", "FLASK_ENV", "DJANGO_ENV", "ENVIRONMENT", "PYTHON_ENV")
LIVE = ("prod", "production", "Production", "prod-eu", "staging", "live")
SIGNS = [
    *((name, "x") for name in HOSTING),
    *((name, "production") for name in STAGES),
    *(("ENVIRONMENT", value) for value in LIVE),
]


@pytest.fixture(params=["wsgi", "asgi"])
def send(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Send]:
    """Return a sender to an app that is asked to be debugged; it decides at the first request."""
    monkeypatch.setenv("DEBUGPAGE", "1")
    if request.param == "wsgi":
        yield over_wsgi(WsgiMiddleware(plain_wsgi.bare, identify=play_browser))
    else:
        with over_asgi(AsgiMiddleware(plain_asgi.bare, identify=play_browser)) as send:
            yield send


def is_inert(send: Send) -> None:
    for path in (RESERVED, RESERVED + "A" * 22):
        answer = send(Ask(path))
        assert (answer.status, answer.body) == (404, b"nothing at this address")
        assert not is_ours(answer)
    answer = send(Ask("/boom"))
    assert isinstance(answer.error, ZeroDivisionError)
    assert answer.body == b""


def is_ours(answer: Answer) -> bool:
    return any("debugpage" in f"{name}{value}".lower() for name, value in answer.headers)


@pytest.mark.parametrize(("name", "value"), SIGNS, ids=str)
def test_a_sign_of_production_keeps_it_off(
    send: Send, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    is_inert(send)


@pytest.mark.parametrize("value", ["development", "dev", "test", "local", ""])
def test_development_is_no_sign(send: Send, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", value)
    assert tokens(send(Ask("/boom")))


def test_naming_the_sign_overrides_it(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNO", "web.1")
    monkeypatch.setenv("DEBUGPAGE_ALLOW", "DYNO")
    with_allow = WsgiMiddleware(plain_wsgi.bare, identify=play_browser)
    assert tokens(over_wsgi(with_allow)(Ask("/boom")))
    monkeypatch.setenv("RENDER", "true")
    is_inert(over_wsgi(WsgiMiddleware(plain_wsgi.bare)))


@pytest.mark.parametrize("value", ["0", "false", "no", "off"])
def test_the_environment_can_veto_the_code(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DEBUGPAGE", value)
    is_inert(over_wsgi(WsgiMiddleware(plain_wsgi.bare, enabled=True)))


def test_wrapping_alone_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEBUGPAGE", raising=False)
    is_inert(over_wsgi(WsgiMiddleware(plain_wsgi.bare)))


def test_no_request_turns_it_on(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUGPAGE", "0")
    headers = (
        *NAVIGATION,
        ("Cookie", "DEBUGPAGE=1; debug=1"),
        ("X-Debugpage", "1"),
        ("X-Debug", "1"),
        ("DEBUGPAGE", "1"),
    )
    answer = send(Ask("/boom?debug=1&__debugger__=yes&DEBUGPAGE=1", headers=headers))
    assert isinstance(answer.error, ZeroDivisionError)


@pytest.mark.parametrize(
    ("kind", "target"), [("gunicorn-sync", "plain_wsgi:app"), ("uvicorn", "plain_asgi:app")]
)
def test_a_server_in_production_says_so_once(
    tmp_path_factory: pytest.TempPathFactory, kind: str, target: str
) -> None:
    folder = tmp_path_factory.mktemp("production")
    with serve(kind, f"tests.apps.{target}", folder, {"DYNO": "web.1"}) as server:
        send = over_socket(server.host, server.port)
        assert not is_ours(send(Ask("/boom")))
        assert send(Ask(RESERVED)).body == b"nothing at this address"
        lines = [line for line in server.log().splitlines() if "DEBUGPAGE_ALLOW=DYNO" in line]
        assert len(lines) == 1
