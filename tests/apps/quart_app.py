"""A Quart app that fails in every way, with debugpage wrapped around it and around `asgi_app`."""

from collections.abc import AsyncIterator
from typing import NoReturn

from quart import Quart, Response, abort, request

from debugpage.asgi import DebugMiddleware
from tests.apps.actors import play_browser
from tests.apps.failures import HandledError, boom, called


async def count_request() -> None:
    called()


async def answer_handled(error: Exception) -> tuple[str, int]:
    return "handled by the app", 409


async def ok() -> Response:
    return Response("ok", mimetype="text/plain", headers={"X-App": "its own"})


async def fail() -> NoReturn:
    boom()


async def refuse() -> NoReturn:
    abort(418)


async def handled() -> NoReturn:
    raise HandledError


async def own_500() -> tuple[str, int]:
    return "my own five hundred", 500


async def stream() -> Response:
    async def chunks() -> AsyncIterator[str]:
        yield ""
        yield "first,"
        yield "second"

    return Response(chunks(), mimetype="text/plain")


async def stream_before() -> Response:
    async def chunks() -> AsyncIterator[str]:
        boom()
        yield "never"

    return Response(chunks(), mimetype="text/plain")


async def stream_empty() -> Response:
    async def chunks() -> AsyncIterator[str]:
        yield ""
        boom()

    return Response(chunks(), mimetype="text/plain")


async def stream_after() -> Response:
    async def chunks() -> AsyncIterator[str]:
        yield "first"
        boom()

    return Response(chunks(), mimetype="text/plain")


async def post() -> Response:
    return Response(await request.get_data(as_text=False), mimetype="text/plain")


def make() -> Quart:
    """Return a fresh app, without debugpage."""
    app = Quart(__name__)
    app.before_request(count_request)
    app.register_error_handler(HandledError, answer_handled)
    for view in (ok, handled, own_500, stream, stream_before, stream_empty, stream_after):
        app.add_url_rule("/" + view.__name__.replace("_", "-"), view_func=view)
    app.add_url_rule("/boom", view_func=fail)
    app.add_url_rule("/abort", view_func=refuse)
    app.add_url_rule("/post", view_func=post, methods=["POST"])
    app.add_url_rule("/big-post", endpoint="big_post", view_func=fail, methods=["POST"])
    return app


bare = make()

wrapped = DebugMiddleware(make(), identify=play_browser)

inside = make()
inside.asgi_app = DebugMiddleware(inside.asgi_app, identify=play_browser)  # type: ignore[method-assign]  # Quart's documented way
