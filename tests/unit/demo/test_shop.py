"""Each bug of the demo's shop is there, and is the one that the page of examples speaks of."""

import asyncio
import json
import sqlite3
import traceback
from collections.abc import Callable

import pytest

from debugpage.demo.shop import (
    categories,
    checkout,
    customers,
    export,
    hostile,
    ledger,
    orders,
    payments,
    plugins,
    warehouses,
    webhooks,
)

BUGS: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: customers.labels(customers.ORDERS), AttributeError, "'city'"),
    (lambda: ledger.turnover("2026-11-01"), sqlite3.OperationalError, "no such column: total"),
    (lambda: categories.breadcrumb("Green tea"), RecursionError, "maximum recursion depth"),
    (lambda: payments.pay(8960), payments.PaymentDeclined, "declined 8960 pence"),
    (lambda: webhooks.receive(webhooks.MESSAGE), json.JSONDecodeError, "char"),
    (lambda: orders.read({"article": "Assam", "pieces": "two"}), ValueError, "'two'"),
    (lambda: plugins.load("seasonal"), SyntaxError, "cannot assign to attribute"),
    (lambda: next(export.lines(export.SALES)), TypeError, "NoneType"),
    (lambda: asyncio.run(warehouses.first_stock("Assam")), TypeError, "str"),
    (lambda: hostile.newest(), TypeError, "'>' not supported"),
]


@pytest.mark.parametrize(("run", "expected", "message"), BUGS)
def test_bug(run: Callable[[], object], expected: type[Exception], message: str) -> None:
    with pytest.raises(expected, match=message):
        run()


def test_the_checkout_fails_deep_and_says_so_above() -> None:
    with pytest.raises(checkout.CheckoutError) as caught:
        checkout.place_order(checkout.CART, "DE")
    cause = caught.value.__cause__
    assert isinstance(cause, KeyError)
    assert [frame.name for frame in traceback.extract_tb(cause.__traceback__)] == [
        "place_order",
        "total",
        "shipping",
        "rate_for",
    ]
    assert len(caught.value.__notes__) == 2


def test_an_order_to_a_known_country_is_no_error() -> None:
    assert checkout.place_order(checkout.CART, "GB") > 0


def test_two_warehouses_fail_at_once() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(warehouses.total_stock("Sencha"))
    assert [type(error) for error in caught.value.exceptions] == [KeyError, ConnectionError]


def test_the_export_with_titles_fails_after_its_first_line() -> None:
    lines = export.headed(export.SALES)
    assert next(lines) == "day,amount\n"
    with pytest.raises(TypeError):
        next(lines)


def test_the_file_that_cannot_be_compiled_is_named() -> None:
    with pytest.raises(SyntaxError) as caught:
        plugins.load("seasonal")
    assert caught.value.lineno == 9
    assert str(caught.value.filename).endswith("seasonal.py.txt")
