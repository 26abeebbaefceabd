"""The ASGI adapter: catches what an app raises, serves our own paths, passes on the rest."""

from __future__ import annotations

from functools import partial

from debugpage.core import Core

TYPE_CHECKING = False  # as `typing` has it, which takes longer to import than all that is here
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from typing import Any, Self

    from debugpage.over_asgi.watch import Watch

    App = Callable[[Any, Any, Any], Awaitable[None]]  # frameworks type scope and events their ways
    Served = Coroutine[Any, Any, None]


class DebugMiddleware(partial["Served"]):
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
            from debugpage.over_asgi.watch import Watch

            self._watch = Watch(self.app, self._options, self._core)
        if self._watch is None:
            self._serve_by(self.app)
            await self.app(scope, receive, send)
            return
        if scope["type"] != "lifespan":
            from debugpage.over_asgi.recorder import see

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


async def _nothing(_scope: Any, _receive: Any, _send: Any) -> None:
    """Stand where an app will be."""
