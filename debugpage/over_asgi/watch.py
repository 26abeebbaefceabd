"""What goes between a server and an ASGI app while debugpage is on; loaded with the first scope."""

from collections.abc import Awaitable, Callable
from types import MethodType
from typing import TYPE_CHECKING, Any

from debugpage.core import Core
from debugpage.held import Receive, Scope, Send
from debugpage.over_asgi.body import keeping
from debugpage.over_asgi.recorder import Recorder, see
from debugpage.over_asgi.response import BEGUN, START, Answers, pass_on
from debugpage.rescue import OVER, SLOT, scope_of_request, watch_quart

if TYPE_CHECKING:
    from debugpage.options import Options

App = Callable[[Any, Any, Any], Awaitable[None]]
"""An ASGI app; frameworks type scope and events in ways of their own."""


class Watch:
    """What goes between a server and an app while debugpage is on.

    app: what is watched. options, core: those of the middleware. `served` is the app to serve.
    """

    def __init__(self, app: App, options: "Options", core: Core) -> None:
        self._app = app
        self._path = options.path
        self._bare = options.path.rstrip("/")  # may be asked for, too, by who types it
        self._core = core
        self._recorder = Recorder(core)
        self.served = self._served(Answers(self._recorder, options.log_rescue))
        watch_quart()
        if options.log_rescue != "off":
            from debugpage.logged import watch_log

            watch_log()

    def _served(self, answers: Answers) -> App:
        """Return what serves a request. It is kept short: requests that do not fail pay for it."""
        app, bare, enter, serve_aside = (
            self._app,
            self._bare,
            scope_of_request.set,
            self._has_served,
        )

        async def served(scope: Any, receive: Any, send: Any) -> None:
            if (scope["type"] != "http" or bare in scope["path"]) and (
                await serve_aside(scope, receive, send)
            ):
                return
            enter(scope)
            if scope["method"] != "GET":  # bodies of those are seldom sent
                receive = keeping(receive, scope)
            state = [None, send, scope, answers]
            try:
                await app(scope, receive, MethodType(pass_on, state))
            except Exception as error:
                if not await answers.to_error(error, state):
                    raise
            else:
                if scope.setdefault(SLOT, OVER) is not OVER or state[START] is not BEGUN:
                    await answers.to_return(state)

        return served

    async def _has_served(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Serve what is no request for the app."""
        if scope["type"] == "lifespan":
            from debugpage.over_asgi.lifespan import live

            await live(self._app, self._recorder, scope, receive, send)
            return True
        if await self._has_answered(scope, receive, send):
            return True
        if scope["type"] == "websocket":
            from debugpage.over_asgi import websocket

            await websocket.serve(self._app, self._recorder, scope, receive, send)
            return True
        return False

    async def _has_answered(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Answer a request for one of our own paths."""
        if self._bare not in scope["path"]:
            return False
        from debugpage.over_asgi.own_paths import serve

        request = see(scope)
        if f"{request.path}/".startswith(self._path):
            await serve(request, self._core, self.served, scope, receive, send)
            return True
        return False
