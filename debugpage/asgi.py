"""The ASGI adapter: catches what an app raises, serves our own paths, passes on the rest."""

from collections.abc import Awaitable, Callable
from functools import partial
from types import MethodType
from typing import Any

from debugpage.core import Core
from debugpage.held import Receive, Scope, Send
from debugpage.over_asgi.body import keeping
from debugpage.over_asgi.recorder import Recorder, see
from debugpage.over_asgi.response import BEGUN, START, Answers, pass_on
from debugpage.rescue import OVER, SLOT, scope_of_request

App = Callable[[Any, Any, Any], Awaitable[None]]
"""An ASGI app; frameworks type scope and events in ways of their own."""


class DebugMiddleware:
    """Wraps an ASGI app (version 3): what it raises becomes a page with a console in every frame.

    app: the app to wrap. options: settings, the fields of `debugpage.Options`, by name.

    Raises OptionError for an option that is unknown or ill-typed. Whether it is on is decided at
    the first request, when the framework's own debug switch is set; off, it hands everything to
    the app and does nothing else. An error whose page was sent is logged and ends here; one that
    came after the response had begun is recorded and raised again, so that the server cuts the
    connection. Cancellation and other exceptions that are no `Exception` pass.
    """

    def __init__(self, app: App, **options: Any) -> None:
        from debugpage.options import Options

        self.app = app
        self._options = Options.load(options)
        # Every path begins with "", so requests go aside until the first one was seen.
        self._reserved = ""
        self._is_decided = self._is_off = False
        self._core = Core(self._options, app)
        self._recorder = Recorder(self._core)
        self._answers = Answers(self._recorder, self._options.log_rescue)

    @property
    def path(self) -> str:
        """The path below which it answers."""
        return self._options.path

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection."""
        if self._is_off:
            await self.app(scope, receive, send)
            return
        if (scope["type"] != "http" or self._reserved in scope["path"]) and (
            await self._has_served(scope, receive, send)
        ):
            return
        scope_of_request.set(scope)
        if scope["method"] != "GET":
            receive = keeping(receive, scope)
        state = [None, send, scope, self._answers]
        try:
            await self.app(scope, receive, MethodType(pass_on, state))
        except Exception as error:
            if not await self._answers.to_error(error, state):
                raise
        else:
            if scope.setdefault(SLOT, OVER) is not OVER or state[START] is not BEGUN:
                await self._answers.to_return(state)

    async def _has_served(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Serve what is no request for the app, or is one before it is decided what to do."""
        from debugpage import elsewhere

        if not self._is_decided:
            self._decide()
        if self._is_off:
            await self.app(scope, receive, send)
            return True
        elsewhere.watch(self._core)
        if scope["type"] == "lifespan":
            from debugpage.over_asgi.lifespan import live

            await live(self.app, self._recorder, scope, receive, send)
            return True
        return await self._has_served_connection(scope, receive, send)

    async def _has_served_connection(self, scope: Scope, receive: Receive, send: Send) -> bool:
        if not self._reserved:
            self._core.is_at(partial(see, {**scope}))  # the scope itself may come to hold an error
            self._reserved = self._options.path
        if self._reserved in scope["path"]:
            from debugpage.over_asgi.own_paths import serve

            request = see(scope)
            if request.path.startswith(self._reserved):
                await serve(request, self._core, self, scope, receive, send)
                return True
        if scope["type"] == "websocket":
            from debugpage.over_asgi import websocket

            await websocket.serve(self.app, self._recorder, scope, receive, send)
            return True
        return False

    def _decide(self) -> None:
        from debugpage.interlock import is_on, layers_of

        # Of two around one app the inner one serves: it has what the outer one would lack.
        is_second = any(isinstance(layer, DebugMiddleware) for layer in layers_of(self.app))
        self._is_off = is_second or not is_on(self._options, self.app)
        self._is_decided = True
        if not self._is_off:
            self._watch()

    def _watch(self) -> None:
        """Have errors that a framework answers itself put into the slots of their requests."""
        from debugpage.rescue import watch_quart

        watch_quart()
        if self._options.log_rescue != "off":
            from debugpage.logged import watch_log

            watch_log()
