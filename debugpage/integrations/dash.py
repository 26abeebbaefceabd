"""Dash: the app of Flask, Quart or FastAPI below it has debugpage; Dash's own page gives way."""

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from debugpage.integrations.slots import hand_over

_REGISTER = "register_prune_error_handler"
_ANSWER = "_handle_error"


def install(app: Any, **options: Any) -> Any:
    """Install in `app.server` and return the app."""
    from debugpage.integrations import install as install_below

    server = app.server
    if hasattr(server, "error_handler_spec"):
        _hand_over_first(server)
        register = getattr(app.backend, _REGISTER, None)
        if register is not None:  # its debug switch comes late: app.run(debug=True)
            setattr(app.backend, _REGISTER, _handing_over(register, server))
    for one in getattr(server, "user_middleware", ()):
        if one.cls.__module__.startswith("dash.") and hasattr(one.cls, _ANSWER):
            one.cls = _middleware_that_hands_over(one.cls)
    install_below(server, **options)
    return app


def _handing_over(register: Callable[..., None], server: Any) -> Callable[..., None]:
    """Return what registers Dash's handler of all errors, which then hands them over first."""

    def register_one_that_hands_over(secret: str, prune_errors: bool) -> None:
        register(secret, prune_errors)
        _hand_over_first(server)

    return register_one_that_hands_over


def _hand_over_first(server: Any) -> None:
    """Let Dash's handler of all errors in Flask or Quart, if there is one, hand them over first."""
    answer = server.error_handler_spec[None][None].get(Exception)
    if not getattr(answer, "__module__", "").startswith("dash."):
        return
    wrap = _async_handler if iscoroutinefunction(answer) else _handler
    server.register_error_handler(Exception, wrap(answer))


def _handler(answer: Callable[[Exception], Any]) -> Callable[[Exception], Any]:
    def hand_over_and_answer(error: Exception) -> Any:
        from flask import request

        _hand_over(error, request)
        return answer(error)

    return hand_over_and_answer


def _async_handler(answer: Callable[[Exception], Any]) -> Callable[[Exception], Any]:
    async def hand_over_and_answer(error: Exception) -> Any:
        from quart import request

        _hand_over(error, request)
        return await answer(error)

    return hand_over_and_answer


def _hand_over(error: Exception, request: Any) -> None:
    from werkzeug.exceptions import HTTPException

    if not isinstance(error, HTTPException):
        hand_over(error, request.endpoint or "", request.view_args or {})


def _middleware_that_hands_over(base: Any) -> Any:
    """Return Dash's middleware of FastAPI, which answers errors, handing them over first."""
    from dash.exceptions import PreventUpdate

    async def hand_over_and_answer(self: Any, error: Exception, *sent: Any) -> None:
        if not isinstance(error, PreventUpdate):
            hand_over(error, "", {})
        await getattr(super(handing_over, self), _ANSWER)(error, *sent)

    handing_over: Any = type("DashMiddleware", (base,), {_ANSWER: hand_over_and_answer})
    return handing_over
