"""What the apps of all frameworks share: prices that one country misses, and the errors of a shop.

Each app has the same routes; those that it cannot have are left out of its row in the matrix:

    /price/<country>   fails in the view at `PRICES[country]` where there is no price
    /refused           an answer by the framework's own exception for that, 403 or 418
    /sold-out          raises SoldOut, which the app answers itself: 409, "sold out"
    /own-500           the app's own answer of status 500
    /stream-before     a stream that fails before its first chunk
    /stream-after      a stream that fails after its first chunk, "first"
    /template          a template that fails in its second line
    /middleware        fails in a middleware, or in what the framework has for one
    /dependency        fails in what the view is given by injection
    /ws-before         a WebSocket that fails before it is accepted
    /ws-after          one that fails after that
"""

from collections.abc import AsyncIterator, Iterator

PRICES = {"GB": 4.90, "FR": 9.50, "US": 14.00}

TEMPLATE = "<p>A parcel costs\n{{ 1 // zero }} GBP.</p>"
"""A Jinja template that fails in its second line where `zero` is 0."""


class SoldOut(Exception):
    """An error for which each app has an answer of its own."""


def price_of(country: str) -> float:
    """Return the price of a parcel, for what is no view."""
    return PRICES[country]


def fails_before() -> Iterator[str]:
    """Fail before the first chunk of a stream."""
    yield str(price_of("DE"))


def fails_after() -> Iterator[str]:
    """Fail after the first chunk of a stream."""
    yield "first"
    yield str(price_of("DE"))


async def fails_before_async() -> AsyncIterator[str]:
    """Fail before the first chunk of a stream."""
    yield str(price_of("DE"))


async def fails_after_async() -> AsyncIterator[str]:
    """Fail after the first chunk of a stream."""
    yield "first"
    yield str(price_of("DE"))
