"""The ASGI adapter: catches what an app raises, serves our own paths, passes on the rest."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from types import MethodType
from typing import TYPE_CHECKING, Any, Self

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


class DebugMiddleware(partial[Coroutine[Any, Any, None]]):
    """Wraps an ASGI app (version 3): what it raises becomes a page with a console in every frame.

    app: the app to wrap. options: settings, the fields of `debugpage.Options`, by name.

    Raises OptionError for an option that is unknown or ill-typed. Whether it is on is decided at
    the first request, when the framework's own debug switch is set; off, it hands everything to
    the app and does nothing else. An error whose page was sent is logged and ends here; one that
    came after the response had begun is recorded and raised again, so that the server cuts the
    connection. Cancellation and other exceptions that are no `Exception` pass.

    WebSockets that fail are closed, or refused, with the way to the page. What fails outside of
    requests is recorded too (`debugpage.elsewhere`).

    It is a partial, for that is the object that Python calls fastest: off, it costs nothing.
    """

    def __new__(cls, app: App, **options: Any) -> Self:  # noqa: ARG004 - they are read below
        """Make a partial, whose function comes when the options are found right."""
        return super().__new__(cls, _nothing)

    def __init__(self, app: App, **options: Any) -> None:
        from debugpage.options import Options

        self.app = app
        self._options = Options.load(options)
        self._core = Core(self._options, app)
        self._watch: Watch | None = None
        # Servers ask whether an app's `__call__` is a coroutine function; a partial's never is.
        self._plain = _Plain(self)
        vars(self)["__call__"] = self._plain.__call__
        self._serve_by(self._serve_first)

    def __get__(self, _instance: object, _owner: type | None = None) -> Self:
        """Stay an app where it is an attribute of a class: since Python 3.14 a partial is bound."""
        return self

    @property
    def func(self) -> Any:
        """An object: frameworks look through a partial, and take functions for views."""
        return self._plain

    @property
    def path(self) -> str:
        """The path below which it answers."""
        return self._options.path

    def _serve_by(self, app: App) -> None:
        # There is no other way to give a partial another function.
        self.__setstate__((app, (), {}, vars(self)))  # type: ignore[attr-defined]  # it is there

    async def _serve_first(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve what comes first, and the others as it is decided then."""
        from debugpage import elsewhere

        if self._watch is None and self._is_on():
            self._watch = Watch(self.app, self._options, self._core)
        if self._watch is None:
            self._serve_by(self.app)
            await self.app(scope, receive, send)
            return
        if scope["type"] != "lifespan":
            self._core.is_at(partial(see, {**scope}))  # the scope itself may come to hold an error
            self._serve_by(self._watch.served)
        elsewhere.watch(self._core)
        await self._watch.served(scope, receive, send)

    def _is_on(self) -> bool:
        from debugpage.interlock import is_on, layers_of

        # Of two around one app the inner one serves: it has what the outer one would lack.
        is_second = any(isinstance(layer, DebugMiddleware) for layer in layers_of(self.app))
        return not is_second and is_on(self._options, self.app)


class _Plain:
    """An app that is an object with a `__call__`, as most are."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection."""
        await self._app(scope, receive, send)


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


async def _nothing(_scope: Any, _receive: Any, _send: Any) -> None:
    """Stand where an app will be."""
