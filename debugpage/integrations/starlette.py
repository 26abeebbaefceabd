"""Starlette, and FastAPI with it: added as a middleware, inside the framework's own 500 page."""

from typing import Any

from debugpage.asgi import DebugMiddleware


def install(app: Any, **options: Any) -> Any:
    """Add the middleware and return the app; those added later lie within it, too.

    Starlette puts what is added last outermost, where errors of its own would have no page.
    """
    app.add_middleware(DebugMiddleware, **options)
    build = app.build_middleware_stack

    def build_with_ours_outermost() -> Any:
        app.user_middleware.sort(key=lambda one: one.cls is not DebugMiddleware)
        return build()

    app.build_middleware_stack = build_with_ours_outermost
    return app
