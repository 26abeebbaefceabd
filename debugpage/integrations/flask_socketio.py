"""Flask-SocketIO: its Flask app is wrapped; errors of its events are recorded and go on."""

import threading
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from debugpage.elsewhere.threads import told
from debugpage.integrations import flask
from debugpage.options import Options
from debugpage.surroundings import Surroundings
from debugpage.wsgi import DebugMiddleware

if TYPE_CHECKING:
    from debugpage.core import Core


def install(sockets: Any, **options: Any) -> Any:
    """Install in the Flask app of a `SocketIO`, and return the `SocketIO`.

    An `on_error_default` that the app sets, before or after, takes the place of ours.

    Raises TypeError where it has no app yet (`SocketIO.init_app`).
    """
    if sockets.sockio_mw is None:
        raise TypeError("debugpage.install() takes a SocketIO that has its app: see init_app().")
    app = sockets.sockio_mw.flask_app
    if not isinstance(app.wsgi_app, DebugMiddleware):
        flask.install(app, **options)
    if sockets.default_exception_handler is None:
        record = partial(_record, app.wsgi_app.core, Options.load(options), app)
        sockets.on_error_default(record)
    return sockets


def _record(core: "Core", options: Options, app: Any, error: Exception) -> NoReturn:
    """Record the error of an event, which is being handled, and let it go on."""
    from debugpage.interlock import is_on

    if is_on(options, app):
        from flask import request

        from debugpage.exchange import from_environ

        event = vars(request._get_current_object())["event"]["message"]  # type: ignore[attr-defined]  # noqa: SLF001 - it stands in Werkzeug's documentation
        around = Surroundings(
            copy_context(), None, threading.current_thread().name, event, origin="websocket"
        )
        core.note(error, around, partial(from_environ, request.environ))
        told.set(id(error))
    raise error
