"""The pages that are compared: each contender turns an error into the bytes of a response."""

import asyncio
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from types import ModuleType
from typing import Any

from tests.benchmarks.errors import floor
from tests.benchmarks.requests import Fail, over_asgi, over_wsgi

Answer = Callable[[Fail], bytes]


class _Failing:
    """An app for WSGI and one for ASGI that fail as they were told last."""

    fail: Fail

    def wsgi(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        self.fail()
        return []

    async def asgi(self, scope: Any, receive: Any, send: Any) -> None:
        self.fail()


def _by_wsgi(wrap: Callable[[Any], Any]) -> Answer:
    app = _Failing()
    wrapped = wrap(app.wsgi)

    def answer(fail: Fail) -> bytes:
        app.fail = fail
        return over_wsgi(wrapped)

    return answer


def _by_asgi(wrap: Callable[[Any], Any]) -> Answer:
    app, loop = _Failing(), asyncio.new_event_loop()
    wrapped = wrap(app.asgi)

    def answer(fail: Fail) -> bytes:
        app.fail = fail
        return over_asgi(loop, wrapped)

    return answer


def _by_function(render: Callable[[Exception], str]) -> Answer:
    def answer(fail: Fail) -> bytes:
        try:
            fail()
        except Exception as error:
            return render(error).encode("utf-8", "replace")
        raise AssertionError

    return answer


def _browser(_peer: object) -> object:
    peer = import_module("debugpage.console.peer")
    return peer.Owner(peer.Whose.A_BROWSERS, "firefox")


def debugpage(interface: str, **options: Any) -> Callable[[Any], Any]:
    """Return our middleware, as a browser of one's own user meets it.

    The history, which a thread writes behind an answer, is left out where it is not asked for.
    """
    wrap = import_module(f"debugpage.{interface}").DebugMiddleware
    chosen = {"history": False, **options}
    return lambda app: wrap(app, enabled=True, identify=_browser, **chosen)


def werkzeug(app: Any) -> Any:
    """Wrap an app as `run_simple(use_debugger=True)` does."""
    return import_module("werkzeug.debug").DebuggedApplication(app, evalex=True)


def backlash(app: Any) -> Any:
    """Wrap an app for WSGI."""
    return import_module("backlash").DebuggedApplication(app)


def starlette(app: Any) -> Any:
    """Wrap an app as `Starlette(debug=True)` does."""
    return import_module("starlette.middleware.errors").ServerErrorMiddleware(app, debug=True)


def _litestar() -> Answer:
    module, failing = import_module("litestar"), _Failing()
    loop = asyncio.new_event_loop()

    async def index() -> None:
        failing.fail()

    app = module.Litestar([module.get("/")(index)], debug=True, logging_config=None)

    def answer(fail: Fail) -> bytes:
        failing.fail = fail
        return over_asgi(loop, app)

    return answer


def _django() -> Answer:
    settings = import_module("django.conf").settings
    urls = ModuleType("urls")
    urls.__dict__["urlpatterns"] = []
    settings.configure(DEBUG=True, ALLOWED_HOSTS=["*"], SECRET_KEY="of no use", ROOT_URLCONF=urls)
    import_module("django").setup()
    request = (
        import_module("django.test").RequestFactory().get("/", headers={"accept": "text/html"})
    )
    respond = import_module("django.views.debug").technical_500_response

    def render(_error: Exception) -> str:
        text: str = respond(request, *sys.exc_info()).content.decode()
        return text

    return _by_function(render)


def _tracerite() -> Answer:
    html_traceback = import_module("tracerite").html_traceback
    return _by_function(lambda error: str(html_traceback(error)))


def _rich() -> Answer:
    console, traceback = import_module("rich.console"), import_module("rich.traceback")

    def render(error: Exception) -> str:
        printer = console.Console(width=120, record=True, file=import_module("io").StringIO())
        trace = traceback.Traceback.from_exception(
            type(error), error, error.__traceback__, show_locals=True
        )
        printer.print(trace)
        text: str = printer.export_html()
        return text

    return _by_function(render)


CONTENDERS: dict[str, Callable[[], Answer]] = {
    "bare": lambda: _by_function(lambda error: type(error).__name__),
    "floor": lambda: _by_function(floor.render),
    "debugpage, WSGI": lambda: _by_wsgi(debugpage("wsgi")),
    "debugpage, WSGI, history": lambda: _by_wsgi(debugpage("wsgi", history=True)),
    "debugpage, ASGI": lambda: _by_asgi(debugpage("asgi")),
    "Werkzeug": lambda: _by_wsgi(werkzeug),
    "backlash": lambda: _by_wsgi(backlash),
    "Starlette": lambda: _by_asgi(starlette),
    "Litestar": _litestar,
    "Django": _django,
    "tracerite": _tracerite,
    "rich": _rich,
}
