"""On or off: the two keys, and the signs of production that keep debugpage away.

Each middleware decides once, at the first request or connection that it sees (an ASGI server's
start-up is one), and keeps to it. Not when it is made: frameworks set their debug switch late, as
`app.run(debug=True)` does below the line that wraps the app. What it looks at is the process, as
it is then: its environment, its modules, the app's own switch; a request can never turn anything
on.
"""

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from debugpage.options import Options

KEY = "DEBUGPAGE"
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_HOSTING_SIGNS = (
    "KUBERNETES_SERVICE_HOST",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_EXECUTION_ENV",
    "ECS_CONTAINER_METADATA_URI",
    "ECS_CONTAINER_METADATA_URI_V4",
    "K_SERVICE",
    "GAE_ENV",
    "DYNO",
    "FLY_APP_NAME",
    "RENDER",
    "RAILWAY_ENVIRONMENT",
    "VERCEL",
    "WEBSITE_INSTANCE_ID",
)
_STAGE_VARIABLES = ("ENV", "APP_ENV", "FLASK_ENV", "DJANGO_ENV", "ENVIRONMENT", "PYTHON_ENV")
_LIVE_STAGES = ("production", "staging", "live")
_MOST_LAYERS = 20
_PRODUCTION_SERVERS = ("uwsgi", "mod_wsgi")
DJANGO_SIGN = "DJANGO_DEBUG_FALSE"
"""The sign of production that Django's settings show, as it is named to override it."""
_DEBUG_SWITCHES = ("FLASK_DEBUG", "QUART_DEBUG")


_log = logging.getLogger("debugpage")
_logged: set[str] = set()


class Decision(NamedTuple):
    """Whether debugpage is on, and in one sentence why."""

    on: bool
    why: str


def decide(options: Options, app: object, environ: Mapping[str, str] | None = None) -> Decision:
    """Decide whether debugpage is on around an app.

    options: `enabled` and `allow` count. app: asked for its framework's debug switch.
    environ: the process's environment variables; `os.environ` as it is now, if None.
    """
    environ = os.environ if environ is None else environ
    said = environ.get(KEY, "").lower()
    if said in _NO:
        return Decision(False, f"{KEY}={said} is set")
    if not _is_asked_for(options, app, environ, said):
        return Decision(False, _how_to_turn_on(options, said))
    signs = [sign for sign in _signs(environ) if sign not in options.allow]
    if signs:
        return Decision(
            False, f"{signs[0]} is a sign of production; DEBUGPAGE_ALLOW={signs[0]} overrides it"
        )
    return Decision(True, "development")


def is_on(options: Options, app: object) -> bool:
    """Decide whether debugpage is on around an app, and say once in this process why it is off."""
    decision = decide(options, app)
    if not decision.on and decision.why not in _logged:
        _logged.add(decision.why)
        _log.warning("debugpage is installed but off: %s", decision.why)
    return decision.on


def _is_asked_for(options: Options, app: object, environ: Mapping[str, str], said: str) -> bool:
    if options.enabled is not None:
        return options.enabled
    return said in _YES or _framework_debug(app, environ)


def _how_to_turn_on(options: Options, said: str) -> str:
    if options.enabled is False:
        return "it was made with enabled=False"
    if said:
        return f"{KEY}={said!r} is neither 1 nor 0; set {KEY}=1 to turn it on"
    return f"set {KEY}=1 in the environment, or your framework's debug switch, to turn it on"


def _framework_debug(app: object, environ: Mapping[str, str]) -> bool:
    if any(environ.get(name, "").lower() in _YES for name in _DEBUG_SWITCHES):
        return True
    return any(_debugs(layer) for layer in layers_of(app))


def _debugs(layer: object) -> bool:
    if type(layer).__module__.startswith(("django.", "channels.")) and _django_debug():
        return True
    return getattr(layer, "debug", None) is True


def layers_of(app: Any) -> Iterator[object]:
    """Yield an app and what it wraps, from the outside in.

    That is the owner of a bound method, what middleware keeps as `.app`, and what a framework's
    app lets one wrap (`.wsgi_app`, `.asgi_app`); but not of an owner: there it lies outside.
    """
    for _ in range(_MOST_LAYERS):
        if app is None:
            return
        yield app
        owner = getattr(app, "__self__", None)
        if owner is not None:
            yield owner
            app = getattr(owner, "app", None)
        else:
            inner = (getattr(app, name, None) for name in ("app", "wsgi_app", "asgi_app"))
            app = next((layer for layer in inner if layer is not None), None)


def _signs(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the signs of production that the process shows, by name."""
    yield from (name for name in _HOSTING_SIGNS if environ.get(name))
    for name in _STAGE_VARIABLES:
        stage = environ.get(name, "").lower()
        if stage.startswith("prod") or stage in _LIVE_STAGES:
            yield name
    yield from _production_servers()
    if _django_debug() is False:
        yield DJANGO_SIGN


def _django_debug() -> bool | None:
    """Return Django's debug switch; None where Django is not there or has no settings yet."""
    conf = sys.modules.get("django.conf")
    settings = getattr(conf, "settings", None)
    if settings is None or not settings.configured:
        return None
    return bool(settings.DEBUG)


def _production_servers() -> Iterator[str]:
    yield from (name for name in _PRODUCTION_SERVERS if name in sys.modules)
