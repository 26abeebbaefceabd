"""Debugpage put around an app; and an app in the place of one that could not be loaded or started.

That one raises the same error for each request: so its page is made as any other, with a console
in the frames that exist.
"""

from collections.abc import Callable
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from debugpage.interface import Interface


class ProcessEnded(RuntimeError):  # noqa: N818 - reads as what happened
    """The process that served the app ended by itself; the message tells how."""


class ProjectExits(RuntimeError):  # noqa: N818 - reads as what happened
    """The project ends the process while it is loaded (`sys.exit()`); its cause tells where."""


def debugged(
    app: Any, interface: Interface, on_error: Callable[[BaseException], None] = lambda _error: None
) -> Any:
    """Return an app with debugpage around it, if it does not have it yet.

    on_error: called with the error of a start-up that fails, before its page is served.
    """
    wrapped = app if _has_it(app) else _wrapped(app, interface)
    return _Surviving(wrapped, on_error) if interface == "asgi" else wrapped


def broken(error: BaseException) -> ASGIApp:
    """Return an app that raises `error` for each request, with debugpage around it.

    Where not even that can be had, as its own options are wrong, it answers with a plain text.
    """
    from debugpage.asgi import DebugMiddleware
    from debugpage.options import OptionError

    if not isinstance(error, Exception):
        error = _caused(error)
    try:
        return DebugMiddleware(_raising(error))
    except OptionError as why:
        return _telling(f"debugpage cannot show an error: {why}\n\nThe error is: {error!r}\n")


def _has_it(app: Any) -> bool:
    from debugpage import asgi, wsgi
    from debugpage.interlock import layers_of

    kinds = (asgi.DebugMiddleware, wsgi.DebugMiddleware)
    return any(isinstance(layer, kinds) for layer in layers_of(app))


def _wrapped(app: Any, interface: Interface) -> Any:
    from debugpage import asgi, wsgi
    from debugpage.integrations import install

    try:
        return install(app)
    except TypeError:  # it is of no framework that has a way of its own
        kind = asgi.DebugMiddleware if interface == "asgi" else wsgi.DebugMiddleware
        return kind(app)


def _caused(error: BaseException) -> Exception:
    """Return an error that servers and debuggers catch, with its cause."""
    exits = ProjectExits(f"{type(error).__name__}: {error}")
    exits.__cause__ = error
    return exits


def _raising(error: BaseException) -> ASGIApp:
    """Return an app that raises `error`, with the traceback that it has now."""
    traceback = error.__traceback__

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        __tracebackhide__ = True
        if scope["type"] == "lifespan":
            return await _live(receive, send)
        raise error.with_traceback(traceback)

    return app


def _telling(text: str) -> ASGIApp:
    """Return an app that answers each request with a text, as an error of the server."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            await PlainTextResponse(text, status_code=500)(scope, receive, send)

    return app


class _Surviving:
    """Serves an ASGI app, and an error's page in its place where its start-up fails."""

    def __init__(self, app: ASGIApp, on_error: Callable[[BaseException], None]) -> None:
        self.app = app
        self._on_error = on_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._outlive(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _outlive(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the lifespan; where the start-up fails, serve why, and say that it is complete.

        A framework raises what failed, or tells its text alone (`lifespan.startup.failed`), or
        does both. An app without a lifespan raises at once, and is served as ever.
        """
        said: dict[str, str] = {}

        async def listen(message: Any) -> None:
            said[message["type"]] = message.get("message", "")
            if message["type"] != "lifespan.startup.failed":
                await send(message)

        error: Exception | None = None
        try:
            await self.app(scope, receive, listen)
        except Exception as raised:  # noqa: BLE001 - whatever the app raises is what we are for
            error = raised
        failed = said.get("lifespan.startup.failed")
        if failed is not None:
            why = error or RuntimeError(f"the app's start-up failed:\n{failed}")
            self._on_error(why)
            self.app = broken(why)
            await send({"type": "lifespan.startup.complete"})
            await _live(receive, send)
        elif error is not None:
            raise error


async def _live(receive: Receive, send: Send) -> None:
    """Answer the lifespan events of an app that has nothing to start, or to end."""
    while True:
        what = (await receive())["type"]
        await send({"type": f"{what}.complete"})
        if what == "lifespan.shutdown":
            return
