"""What Flask has taken down when its error arrives is found again."""

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import flask
import pytest
from werkzeug.test import Client

from debugpage.rescue import surroundings_of, watch_flask
from debugpage.surroundings import Surroundings

app = flask.Flask(__name__)
met: list[Surroundings] = []
size: ContextVar[int] = ContextVar("size")


@app.get("/orders/<int:number>")
def show_order(number: int) -> str:
    raise LookupError(number)


@app.get("/boom")
def boom() -> str:
    flask.g.colour = "green"
    raise LookupError


def through(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    try:
        return app.wsgi_app(environ, start_response)
    except LookupError as error:
        met.append(surroundings_of(error))
        raise


def test_the_request_of_a_failed_view_is_there() -> None:
    watch_flask(through.__code__)
    with pytest.raises(LookupError):
        Client(through).get("/boom?size=3")
    context = met.pop().context
    assert context.run(lambda: flask.request.args["size"]) == "3"
    assert context.run(lambda: flask.g.colour) == "green"


def test_the_route_of_a_failed_view_is_told() -> None:
    watch_flask(through.__code__)
    with pytest.raises(LookupError):
        Client(through).get("/orders/7")
    found = met.pop()
    assert (found.endpoint, found.parameters) == ("show_order", (("number", "7"),))


def test_another_error_has_the_surroundings_of_its_caller() -> None:
    size.set(7)
    assert surroundings_of(ValueError()).context[size] == 7
