"""What Flask has taken down when its error arrives is found again."""

from collections.abc import Iterable
from contextvars import Context, ContextVar
from typing import Any

import flask
import pytest
from werkzeug.test import Client

from debugpage.rescue import context_of, watch_flask

app = flask.Flask(__name__)
contexts: list[Context] = []
size: ContextVar[int] = ContextVar("size")


@app.get("/boom")
def boom() -> str:
    flask.g.colour = "green"
    raise LookupError


def through(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    try:
        return app.wsgi_app(environ, start_response)
    except LookupError as error:
        contexts.append(context_of(error))
        raise


def test_the_request_of_a_failed_view_is_there() -> None:
    watch_flask(through.__code__)
    with pytest.raises(LookupError):
        Client(through).get("/boom?size=3")
    context = contexts.pop()
    assert context.run(lambda: flask.request.args["size"]) == "3"
    assert context.run(lambda: flask.g.colour) == "green"


def test_another_error_has_the_context_of_its_caller() -> None:
    size.set(7)
    assert context_of(ValueError())[size] == 7
