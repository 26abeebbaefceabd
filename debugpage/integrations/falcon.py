"""Falcon, WSGI and ASGI: its own handler of errors that no other handles hands them over first."""

from importlib import import_module
from typing import Any

from debugpage.integrations.slots import hand_over


def install(app: Any, **options: Any) -> Any:
    """Return the app with the middleware around it. A handler of yours for Exception stays."""
    from falcon.asgi import App as AsgiApp

    is_asgi = isinstance(app, AsgiApp)
    answer = app._error_handlers.get(Exception)  # noqa: SLF001 - no other way to know whose it is
    if answer == app._python_error_handler:  # noqa: SLF001 - Falcon's own
        app.add_error_handler(Exception, _async_handler(answer) if is_asgi else _handler(answer))
    return import_module(f"debugpage.{'asgi' if is_asgi else 'wsgi'}").DebugMiddleware(
        app, **options
    )


def _handler(answer: Any) -> Any:
    def hand_over_and_answer(
        request: Any, response: Any, error: Exception, parameters: dict[str, Any]
    ) -> None:
        hand_over(error, request.uri_template or "", parameters)
        answer(request, response, error, parameters)

    return hand_over_and_answer


def _async_handler(answer: Any) -> Any:
    async def hand_over_and_answer(
        request: Any, response: Any, error: Exception, parameters: dict[str, Any], ws: Any = None
    ) -> None:
        hand_over(error, request.uri_template or "", parameters)
        await answer(request, response, error, parameters, ws=ws)

    return hand_over_and_answer
