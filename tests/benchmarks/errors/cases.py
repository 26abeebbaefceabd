"""The errors from which pages are made: each function returns one that raises it."""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from tests.benchmarks.requests import Fail, environ, start_response

LINES_OF_A_LONG_FILE = 30_000


def flask_to_sqlalchemy() -> Fail:
    """Fail in a query of SQLAlchemy, called by a view of Flask."""
    import flask
    import sqlalchemy

    app = flask.Flask("shop")
    app.config["PROPAGATE_EXCEPTIONS"] = True
    engine = sqlalchemy.create_engine("sqlite://")

    @app.get("/")
    def orders() -> str:
        customer, since, limit = {"id": 7, "name": "Ada"}, "2026-01-01", 20
        with engine.connect() as connection:
            query = sqlalchemy.text("select * from orders where customer = :customer limit :limit")
            found = connection.execute(query, {"customer": customer["id"], "limit": limit})
            return f"{since}: {found.all()}"

    serve: Callable[..., Any] = app.wsgi_app

    def fail() -> None:
        serve(environ(), start_response)

    return fail


def chain() -> Fail:
    """Fail in handling a failure, twice, each about ten calls deep."""
    customer: dict[str, str] = {}

    def fail() -> None:
        try:
            try:
                _deep(10, lambda: customer["name"])
            except KeyError:
                _deep(10, lambda: _raise(ValueError("no name")))
        except ValueError:
            _deep(7, lambda: _raise(RuntimeError("no order")))

    return fail


def recursion() -> Fail:
    """Call oneself for ever."""

    def dig(depth: int) -> int:
        return dig(depth + 1) + 1

    def fail() -> None:
        dig(0)

    return fail


def large_values() -> Fail:
    """Fail beside values of which nobody wants to see all."""
    import numpy
    import pandas

    millions, text = list(range(1_000_000)), "text " * 10_000_000
    entries = {f"key {number}": number for number in range(100_000)}
    array = numpy.arange(10_000_000)
    table = pandas.DataFrame({"number": numpy.arange(1_000_000)})

    def view(a: Any, b: Any, c: Any, d: Any, e: Any) -> None:
        raise LookupError("with large values")

    def fail() -> None:
        view(millions, text, entries, array, table)

    return fail


def group() -> Fail:
    """Fail in twenty ways at once."""

    def member(number: int) -> Exception:
        try:
            _deep(2, lambda: _raise(ValueError(f"member {number}")))
        except ValueError as error:
            return error
        raise AssertionError

    def fail() -> None:
        raise ExceptionGroup("twenty", [member(number) for number in range(20)])

    return fail


def long_file() -> Fail:
    """Fail in the middle of a file of 30,000 lines."""
    half = [f"value_{number} = {number}  # one of many" for number in range(15_000)]
    body = ["def fail():", "    price = {'GB': 2}", "    return price['FR']"]
    text = "\n".join([*half, *body, *half[: LINES_OF_A_LONG_FILE - len(half) - len(body)]])
    file = Path(tempfile.mkdtemp()) / "long.py"
    file.write_text(f"{text}\n")
    names: dict[str, Any] = {"__name__": "long", "__file__": str(file)}
    exec(compile(text, str(file), "exec"), names)
    fail: Fail = names["fail"]
    return fail


CASES: dict[str, Callable[[], Fail]] = {
    "a": flask_to_sqlalchemy,
    "b": chain,
    "c": recursion,
    "d": large_values,
    "e": group,
    "f": long_file,
}
TITLES = {
    "a": "Flask → SQLAlchemy",
    "b": "a chain of 3",
    "c": "endless recursion",
    "d": "large values",
    "e": "a group of 20",
    "f": "a file of 30,000 lines",
}


@cache
def failing(case: str) -> Fail:
    """Return what raises a case's error; the same each time."""
    return CASES[case]()


def _deep(depth: int, then: Callable[[], Any]) -> Any:
    return _deep(depth - 1, then) if depth else then()


def _raise(error: Exception) -> None:
    raise error
