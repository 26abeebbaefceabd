"""Objects that stand for others: Flask's and Django's, seen through without being asked."""

import contextvars
from collections.abc import Iterator
from typing import Any

import flask
import pytest
from django.utils.functional import SimpleLazyObject
from werkzeug.local import Local, LocalProxy

from debugpage.console.complete import Visible
from tests.unit.console.completing import complete_in
from tests.unit.console.test_complete_harmless import application_code

app = flask.Flask(__name__)


@pytest.fixture
def visible() -> Iterator[Visible]:
    with app.test_request_context("/path?size=9", method="POST", data={"tool": "hammer"}):
        flask.g.clerk = "Ada"
        flask.request.args, flask.request.form  # noqa: B018  # the view has read them
        names = {name: getattr(flask, name) for name in ("request", "g", "session", "current_app")}
        yield Visible(names, {}, contextvars.copy_context())


def texts(visible: Visible, before: str) -> list[str]:
    return [match.text for match in complete_in(visible, before).matches]


@pytest.mark.parametrize(
    ("before", "first"),
    [
        ("request.meth", "method"), ("request.args['", "'size'"), ("request.form['", "'tool'"),
        ("request.args.getl", "getlist"), ("g.cl", "clerk"), ("current_app.url_m", "url_map"),
        ("request.environ['wsgi.inp", "'wsgi.input'"), ("request.environ.ke", "keys"),
    ],
)  # fmt: skip
def test_names_of_flask(visible: Visible, before: str, first: str) -> None:
    assert texts(visible, before)[:1] == [first]


def test_outside_of_a_request_only_the_proxy_is_there(visible: Visible) -> None:
    assert "args" not in texts(visible._replace(context=contextvars.Context()), "request.")


def ask() -> Any:
    raise AssertionError("a proxy was asked")


def test_proxies_are_not_asked(visible: Visible) -> None:
    names = {
        "called": LocalProxy(ask),
        "local": LocalProxy(Local(), "x"),
        "lazy": SimpleLazyObject(ask),
    }
    for name in names:
        with application_code() as called:
            texts(visible._replace(local=names), f"{name}.x")
        assert called == []


def test_what_is_lazy_is_told_once_it_is_made(visible: Visible) -> None:
    lazy = SimpleLazyObject(lambda: "text")
    names = visible._replace(local={"lazy": lazy})
    assert "upper" not in texts(names, "lazy.")
    str(lazy)
    assert "upper" in texts(names, "lazy.")
