"""Errors that a framework would turn into a 500 of its own, brought to the debugger.

Two ways, both by the signal that Flask and Quart send for an error nobody handled. Flask is told
to let the error propagate, as it does in debug mode. Quart does not propagate in debug mode, so
there the error is put into the slot of the request that is being served.
"""

import sys
import weakref
from collections.abc import MutableMapping
from contextlib import suppress
from contextvars import ContextVar, copy_context
from types import CodeType
from typing import TYPE_CHECKING, Any, TypeAlias

from debugpage.surroundings import Surroundings
from debugpage.views import looked_up

if TYPE_CHECKING:
    from collections.abc import Callable


class Slot:
    """Where the error of one request is put; shared by all tasks and threads that serve it.

    `around` is what the code that failed ran in; `was_logged` tells that the app logged the error
    (`debugpage.logged`), and no hook of its framework told of it; `is_told` that nothing more is to
    be done about it, and `is_over` that the request was served. Of an error that was told then only
    its id is kept: its frames hold the scope, and so the slot.
    """

    error: BaseException | None = None
    around: Surroundings | None = None
    was_logged = False
    is_told = False
    is_over = False
    _told = 0

    def tell(self, error: BaseException) -> None:
        """Take it that nothing more is to be done about an error."""
        self.error, self.is_told, self._told = error, True, id(error)

    def has_told(self, error: BaseException) -> bool:
        """Tell whether nothing more is to be done about an error."""
        return self.is_told and self._told == id(error)

    def let_go(self) -> None:
        """Hold an error that was told no longer."""
        if self.is_told:
            self.error = self.around = None


class _Over(Slot):
    """The slot of requests that were served without an error."""

    is_over = True


SLOT, OVER = "debugpage.slot", _Over()
scope_of_request: ContextVar[MutableMapping[str, Any] | None] = ContextVar(
    "debugpage_scope", default=None
)
"""The ASGI scope of the request or WebSocket being served, which holds its slot.

Tasks and threads copy the variable, not the scope. A slot of its own would cost each request more.
"""
when_late: "list[Callable[[BaseException, Surroundings], None]]" = []
"""What is told of errors that come when their request was served, as of background tasks."""


def slot_in(scope: MutableMapping[str, Any]) -> Slot:
    """Return the slot of a request."""
    slot: Slot = scope.setdefault(SLOT, Slot())
    return slot


def slot_here() -> Slot | None:
    """Return the slot of the request that is served here; None where debugpage serves none."""
    scope = scope_of_request.get()
    return None if scope is None else slot_in(scope)


def put(error: BaseException, around: Surroundings, *, was_logged: bool = False) -> None:
    """Put an error that its framework answers itself into the slot of the request served here.

    around: what the code that failed ran in. was_logged: it was found in the log; then hooks know
    better, and the last one logged is the one that is answered.
    """
    scope = scope_of_request.get()
    if scope is None:
        return
    slot = slot_in(scope)
    if slot.has_told(error):
        return
    if slot.is_over:
        for tell in when_late:
            tell(error, around._replace(origin="background"))
        return
    known = slot.around if slot.error is error else None
    if not was_logged or slot.error is None or slot.was_logged:
        slot.error, slot.around, slot.was_logged = error, around.noting(known), was_logged
    elif known is not None:
        slot.around = known.noting(around)


_met: ContextVar[tuple[int, Any, Surroundings] | None] = ContextVar("debugpage_met", default=None)
"""The last error that Flask met in this thread: its id, for the app may yet handle it and let it
go, the app that was told to propagate it, and what the code that failed ran in."""

_handed: "ContextVar[weakref.ref[_Handed] | None]" = ContextVar("debugpage_handed", default=None)
"""The contexts of the request that this thread serves, as far as they were handed over."""

App: TypeAlias = "Callable[[Any, Any], Any]"


def watch_flask(through: CodeType) -> None:
    """Let Flask propagate errors of requests that are served through a function of ours.

    through: the code of that function, looked for among the callers. Does nothing where Flask is
    not loaded. `PROPAGATE_EXCEPTIONS` set to False by the developer is respected.
    """
    signals = sys.modules.get("flask.signals")
    if signals is None or through in _watched:
        return

    def let_propagate(sender: Any, exception: BaseException, **_: Any) -> None:
        if not _is_called_through(through):
            return
        told = None
        if sender.config.get("PROPAGATE_EXCEPTIONS") is None:
            sender.config["PROPAGATE_EXCEPTIONS"] = True
            told = sender
        if sender.config["PROPAGATE_EXCEPTIONS"]:
            _met.set((id(exception), told, _look_around("flask")))

    _watched[through] = let_propagate
    signals.got_request_exception.connect(let_propagate)


def handing_over(app: App) -> App:
    """Return the app, asked to hand over its request's contexts when it takes them down.

    Flask does so by the key that werkzeug's debugger has for it. Errors after that, in a stream
    or in a function that takes down the request, come without a signal.
    """
    if "flask" not in sys.modules:
        return app

    def app_that_hands_over(environ: Any, start_response: Any) -> Any:
        handed = _Handed()
        _handed.set(weakref.ref(handed))
        # Not the list's own append: environ would hold the request, which holds environ.
        environ.setdefault("werkzeug.debug.preserve_context", _take_over)
        body = app(environ, start_response)
        try:  # noqa: SIM105 - suppress() would cost every request half a microsecond
            # `g` must not outlive its request: it goes with the body, or with the error.
            body.debugpage_handed = handed
        except AttributeError:  # a tuple or a list, which is complete and cannot fail
            pass
        return body

    return app_that_hands_over


class _Handed(list[Any]):
    """The contexts that were handed over of one request."""


def _take_over(context: Any) -> None:
    # Nowhere, where something between runs the app in another thread.
    if (found := _handed.get()) and (handed := found()) is not None:
        handed.append(context)


def surroundings_of(error: BaseException) -> Surroundings:
    """Return what the code that raised an error ran in: as Flask met it, else as it is here."""
    met = _met.get()
    if met is None:
        return looked_up(error, _surroundings_here())
    _met.set(None)
    number, told, around = met
    if told is not None:
        told.config["PROPAGATE_EXCEPTIONS"] = None
    return around if number == id(error) else _surroundings_here()


def _surroundings_here() -> Surroundings:
    """Return what runs here, with the contexts of the request that were handed over."""
    context, found = copy_context(), _handed.get()
    handed = found and found()
    if not handed:
        return Surroundings(context)
    for one in handed:
        # None stands for one that there was not; an application may have its own contexts.
        with suppress(Exception):
            context.run(one.__enter__)
    return context.run(_look_around, "flask")


def watch_quart() -> bool:
    """Put errors that Quart reports into the slot of their request, and tell if Quart is there."""
    signals = sys.modules.get("quart.signals")
    if signals is None:
        return False
    signals.got_request_exception.connect(_fill_slot)
    signals.got_websocket_exception.connect(_fill_slot)
    return True


async def _fill_slot(_sender: Any, exception: BaseException, **_: Any) -> None:
    put(exception, _look_around("quart"))


def look_around() -> Surroundings:
    """Return what runs here, with the view if a framework tells it while it has the request."""
    for framework in ("flask", "quart"):
        around = _look_around(framework)
        if around.endpoint:
            return around
    return Surroundings(copy_context())


def _look_around(framework: str) -> Surroundings:
    """Return what the view ran in, while its framework still has the request."""
    request: Any = getattr(sys.modules.get(framework), "request", None)
    try:
        from debugpage.exchange import plain_parameters

        parameters = plain_parameters(request.view_args or {})
        return Surroundings(
            copy_context(), endpoint=str(request.endpoint or ""), parameters=parameters
        )
    except Exception:  # noqa: BLE001 - there may be no request; the context is worth as much
        return Surroundings(copy_context())


_watched: dict[CodeType, Any] = {}
"""Receivers that are connected: signals hold them weakly."""


def _is_called_through(code: CodeType) -> bool:
    frame = sys._getframe(1)  # noqa: SLF001 - the documented way to the callers, where it exists
    while frame is not None:
        if frame.f_code is code:
            return True
        frame = frame.f_back  # type: ignore[assignment]  # ends with None, which the loop tests
    return False
