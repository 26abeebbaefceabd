"""Errors whose pages browser tests look at, as views of a Flask and of a Starlette app."""

from collections.abc import Callable
from typing import NoReturn

from flask import Flask
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from debugpage.asgi import DebugMiddleware as AsgiMiddleware
from debugpage.wsgi import DebugMiddleware as WsgiMiddleware

RATES = {"GB": {"rate": 4.9}, "FR": {"rate": 9.5}, "US": {"rate": 14.0}}
NOTES = ("The cart is kept: the customer can try again.", "Rates are set by the logistics team.")


class CheckoutError(Exception):
    """An order cannot be placed."""


class Slow:
    """Its text takes longer than a page may be waited for, the first time."""

    asked = 0

    def __repr__(self) -> str:
        self.asked += 1
        while self.asked == 1:
            pass
        return "Slow(but told)"


def checkout() -> float:
    """Fail in the fifth frame of the app, and say so by another error with two notes."""
    country = "DE"
    try:
        return price(country)
    except KeyError as error:
        failure = CheckoutError("The order could not be placed")
        for note in NOTES:
            failure.add_note(note)
        raise failure from error


def price(country: str) -> float:
    return 76.8 + shipping(country)


def shipping(country: str) -> float:
    parcels = 2
    return parcels * rate_for(country)


def rate_for(country: str) -> float:
    return RATES[country]["rate"]


def stock() -> bool:
    """Fail beside values that are too large for a page, or too slow."""
    shelves = [{"article": number, "places": list(range(40))} for number in range(60)]
    deep = {"a": {"b": {"c": {"d": {"e": "the bottom"}}}}}
    slow = Slow()
    password = {"of": "the safe"}
    if shelves and deep and slow and password:
        raise LookupError("the stock does not add up")
    return True


def quote(country: str) -> float:
    try:
        return rate_for(country)
    except KeyError as error:
        raise ExceptionGroup(f"no quote for {country}", [error, late(country)]) from None


def late(country: str) -> Exception:
    try:
        raise TimeoutError(f"the carrier of {country} did not answer")
    except TimeoutError as error:
        return error


def group() -> NoReturn:
    """Raise a group one member of which is a group, each with frames."""
    errors: list[Exception] = []
    for country in ("DE", "IT"):
        try:
            quote(country)
        except ExceptionGroup as error:
            errors.append(error)
    raise ExceptionGroup("quotes", errors)


def single() -> None:
    """Raise a group of one, as a task group does when one task fails."""
    try:
        rate_for("DE")
    except KeyError as error:
        raise ExceptionGroup("unhandled errors in a TaskGroup", [error]) from None


def recursion(depth: int = 0) -> int:
    return recursion(depth + 1)


def plain() -> float:
    return rate_for("DE")


VIEWS: tuple[Callable[[], object], ...] = (
    *(checkout, stock, group, single, recursion, plain),
)  # fmt: skip

flask_app = Flask(__name__)
starlette_app = Starlette()


def add(view: Callable[[], object]) -> None:
    """Add `/<name of the view>` to both apps."""

    def serve() -> str:
        return str(view())

    async def answer(request: Request) -> NoReturn:
        raise AssertionError(view())

    path = f"/{view.__name__}"
    flask_app.add_url_rule(path, view.__name__, serve)
    starlette_app.router.routes.append(Route(path, answer))


for each in VIEWS:
    add(each)

flask_app.wsgi_app = WsgiMiddleware(flask_app.wsgi_app)  # type: ignore[method-assign]  # Flask's documented way
starlette_app.add_middleware(AsgiMiddleware)  # type: ignore[arg-type]  # mypy sees app among **options
