"""What Flask has taken down when its error arrives is found again."""

import gc
import weakref
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any

import flask
import pytest
from werkzeug.test import Client, create_environ

from debugpage.rescue import handing_over, surroundings_of, watch_flask
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


@app.get("/stream")
def stream() -> flask.Response:
    def chunks() -> Iterator[str]:
        yield "first"
        if flask.request.args:
            raise LookupError

    flask.g.cup = cups[-1]
    return flask.Response(flask.stream_with_context(chunks()))


class Cup:
    """Something in `g` whose end can be seen."""


cups: list[Cup] = []


def serve(path: str) -> Iterable[bytes]:
    """Return the body of a response of the app, which was asked to hand over its contexts."""
    cups.append(Cup())
    body: Iterable[bytes] = handing_over(app.wsgi_app)(create_environ(path), lambda *start: None)
    return body


def test_the_request_of_a_stream_that_failed_is_there() -> None:
    body = serve("/stream?size=3")
    with pytest.raises(LookupError) as failed:
        list(body)
    found = surroundings_of(failed.value)
    assert found.context.run(lambda: flask.request.args["size"]) == "3"
    assert found.context.run(lambda: flask.g.cup) is cups.pop()
    assert found.endpoint == "stream"
    assert not flask.has_request_context()


def test_what_was_handed_over_goes_with_the_body() -> None:
    body = serve("/stream")
    assert list(body) == [b"first"]
    cup = weakref.ref(cups.pop())
    assert cup() is not None
    del body
    gc.collect()
    assert cup() is None


def test_contexts_handed_over_elsewhere_are_let_go() -> None:
    cups.append(Cup())

    def in_a_thread(environ: Any, start_response: Any) -> Any:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(app.wsgi_app, environ, start_response).result()

    body = handing_over(in_a_thread)(create_environ("/stream"), lambda *start: None)
    assert list(body) == [b"first"]
    assert not surroundings_of(LookupError()).endpoint
