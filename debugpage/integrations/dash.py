"""Dash: the app of Flask, Quart or FastAPI below it is what has debugpage."""

from collections.abc import Callable
from typing import Any

from debugpage.integrations.slots import hand_over

_REGISTER = "register_prune_error_handler"


def install(app: Any, **options: Any) -> Any:
    """Install in `app.server` and return the app. Dash's own error page gives way to ours."""
    from debugpage.integrations import install as install_below

    if hasattr(app.server, "wsgi_app"):
        _hand_over_first(app.server)
        register = getattr(app.backend, _REGISTER, None)
        if register is not None:  # its debug switch comes late: app.run(debug=True)
            setattr(app.backend, _REGISTER, _handing_over(register, app.server))
    install_below(app.server, **options)
    return app


def _handing_over(register: Callable[..., None], server: Any) -> Callable[..., None]:
    """Return what registers Dash's handler of all errors, which then hands them over first."""

    def register_one_that_hands_over(secret: str, prune_errors: bool) -> None:
        register(secret, prune_errors)
        _hand_over_first(server)

    return register_one_that_hands_over


def _hand_over_first(server: Any) -> None:
    answer = server.error_handler_spec[None][None].get(Exception)
    if getattr(answer, "__module__", "").startswith("dash."):
        server.register_error_handler(Exception, _handed_over_first(answer))


def _handed_over_first(answer: Callable[[Exception], Any]) -> Callable[[Exception], Any]:
    def hand_over_and_answer(error: Exception) -> Any:
        from flask import request
        from werkzeug.exceptions import HTTPException

        if not isinstance(error, HTTPException):
            hand_over(error, request.endpoint or "", request.view_args or {})
        return answer(error)

    return hand_over_and_answer
