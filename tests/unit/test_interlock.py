"""The two keys, and the signs of production."""

import asyncio
import contextlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder

from debugpage.asgi import DebugMiddleware as AsgiMiddleware
from debugpage.interlock import decide
from debugpage.options import Options
from debugpage.wsgi import DebugMiddleware as WsgiMiddleware

SIGNS = [
    "KUBERNETES_SERVICE_HOST", "AWS_LAMBDA_FUNCTION_NAME", "AWS_EXECUTION_ENV", "K_SERVICE",
    "GAE_ENV", "DYNO", "FLY_APP_NAME", "RENDER", "RAILWAY_ENVIRONMENT", "VERCEL",
    "WEBSITE_INSTANCE_ID",
]  # fmt: skip
STAGES = ["ENV", "APP_ENV", "FLASK_ENV", "DJANGO_ENV", "ENVIRONMENT", "PYTHON_ENV"]


class Framework:
    def __init__(self, *, debug: bool) -> None:
        self.debug = debug

    def wsgi_app(self) -> None: ...


class Middleware:
    def __init__(self, app: object) -> None:
        self.app = app


def is_on(environ: dict[str, str], app: object = None, **options: Any) -> bool:
    return decide(Options(**options), app, environ).on


@pytest.mark.parametrize("value", ["1", "true", "YES", "on"])
def test_the_key(value: str) -> None:
    assert is_on({"DEBUGPAGE": value})


@pytest.mark.parametrize("value", ["", "0", "false", "No", "2", "perhaps"])
def test_what_is_no_key(value: str) -> None:
    assert not is_on({"DEBUGPAGE": value})


def test_without_a_key_it_is_off_and_says_how_to_turn_it_on() -> None:
    decision = decide(Options(), None, {})
    assert not decision.on
    assert "DEBUGPAGE=1" in decision.why


def test_code_can_turn_it_on_or_off() -> None:
    assert is_on({}, enabled=True)
    assert not is_on({"DEBUGPAGE": "1"}, enabled=False)
    assert not is_on({"DEBUGPAGE": "0"}, enabled=True)


@pytest.mark.parametrize("name", ["FLASK_DEBUG", "QUART_DEBUG"])
def test_a_frameworks_variable(name: str) -> None:
    assert is_on({name: "1"})
    assert not is_on({name: "0"})


def test_a_frameworks_own_switch_also_below_middleware() -> None:
    assert is_on({}, Framework(debug=True))
    assert is_on({}, Middleware(Middleware(Framework(debug=True).wsgi_app)))
    assert not is_on({}, Middleware(Framework(debug=False).wsgi_app))
    endless = Middleware(None)
    endless.app = endless
    assert not is_on({}, endless)


@pytest.mark.parametrize("sign", SIGNS)
def test_signs_of_production(sign: str) -> None:
    environ = {"DEBUGPAGE": "1", sign: "x"}
    decision = decide(Options(), None, environ)
    assert not decision.on
    assert sign in decision.why
    assert not is_on(environ, enabled=True)
    assert not is_on(environ, allow=("OTHER",))
    assert is_on(environ, allow=(sign,))


@pytest.mark.parametrize("variable", STAGES)
@pytest.mark.parametrize("stage", ["prod", "Production", "production-eu", "staging", "live"])
def test_stages_of_production(variable: str, stage: str) -> None:
    assert not is_on({"DEBUGPAGE": "1", variable: stage})
    assert is_on({"DEBUGPAGE": "1", variable: "development"})


def test_servers_of_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "uwsgi", object())
    assert not is_on({"DEBUGPAGE": "1"})
    assert is_on({"DEBUGPAGE": "1"}, allow=("uwsgi",))


def test_every_sign_has_to_be_named() -> None:
    environ = {"DEBUGPAGE": "1", "DYNO": "web.1", "ENV": "production"}
    assert not is_on(environ, allow=("DYNO",))
    assert is_on(environ, allow=("DYNO", "ENV"))


class Served:
    """An app of either kind that fails, with a framework's switch."""

    def __init__(self) -> None:
        self.debug = False

    def wsgi(self, environ: Any, start_response: Any) -> Any:
        raise LookupError

    async def asgi(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            raise LookupError


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEBUGPAGE", "FLASK_DEBUG", "QUART_DEBUG", *SIGNS, *STAGES):
        monkeypatch.delenv(name, raising=False)


def status_of_wsgi(app: WsgiMiddleware) -> str:
    statuses: list[str] = []
    try:
        app(EnvironBuilder("/").get_environ(), lambda status, *_: statuses.append(status))
    except LookupError:
        return "raised"
    return statuses[0]


async def serve_asgi(app: AsgiMiddleware, **scope: Any) -> list[Any]:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(event: Any) -> None:
        sent.append(event)

    with contextlib.suppress(LookupError):
        await app({"headers": [], "path": "", **scope}, receive, send)
    return sent


@pytest.mark.usefixtures("bare_environment")
@pytest.mark.parametrize("late", [True, False])
def test_it_is_decided_once_at_the_first_request(late: bool) -> None:
    served = Served()
    app = WsgiMiddleware(served.wsgi)
    served.debug = late
    first = status_of_wsgi(app)
    assert first == ("500 Internal Server Error" if late else "raised")
    served.debug = not late
    assert status_of_wsgi(app) == first


@pytest.mark.usefixtures("bare_environment")
@pytest.mark.parametrize("late", [True, False])
def test_it_is_decided_once_at_the_start_of_an_asgi_server(late: bool) -> None:
    served = Served()
    app = AsgiMiddleware(served.asgi)
    served.debug = late
    asyncio.run(serve_asgi(app, type="lifespan"))
    served.debug = not late
    sent = asyncio.run(serve_asgi(app, type="http", method="GET", path="/"))
    assert [event["status"] for event in sent if "status" in event] == [500] * late


def configure_django(monkeypatch: pytest.MonkeyPatch, *, configured: bool, debug: bool) -> None:
    conf = ModuleType("django.conf")
    conf.settings = SimpleNamespace(configured=configured, DEBUG=debug)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "django.conf", conf)


def test_django_that_does_not_debug_is_a_sign_of_production(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    configure_django(monkeypatch, configured=True, debug=False)
    decision = decide(Options(enabled=True), None, {"DEBUGPAGE": "1"})
    assert not decision.on
    assert "DEBUGPAGE_ALLOW=DJANGO_DEBUG_FALSE" in decision.why
    assert is_on({"DEBUGPAGE": "1"}, allow=("DJANGO_DEBUG_FALSE",))
    assert not is_on({"DEBUGPAGE": "1", "DYNO": "x"}, allow=("DJANGO_DEBUG_FALSE",))


@pytest.mark.parametrize("module", ["django.core.handlers.wsgi", "channels.routing"])
def test_django_that_debugs_is_a_key_for_its_own_app(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Handler: ...

    Handler.__module__ = module
    configure_django(monkeypatch, configured=True, debug=True)
    assert is_on({}, Middleware(Handler()))
    assert not is_on({}, Middleware(None))  # another app of a process that has Django, too
    assert not is_on({"DEBUGPAGE": "0"}, Handler())
    assert not is_on({"DYNO": "x"}, Handler())
    configure_django(monkeypatch, configured=True, debug=False)
    assert not is_on({}, Handler())


def test_django_without_settings_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    configure_django(monkeypatch, configured=False, debug=False)
    assert is_on({"DEBUGPAGE": "1"})
    assert not is_on({})
