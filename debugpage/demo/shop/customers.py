"""Print a shipping label: it fails for a customer who never gave an address."""

# The bug is one that mypy would find.
# mypy: disable-error-code="union-attr"

from dataclasses import dataclass


@dataclass
class Address:
    """Where a parcel goes."""

    street: str
    city: str


@dataclass
class Customer:
    """Somebody who buys, with an address or without."""

    name: str
    address: Address | None = None


@dataclass
class Order:
    """What was bought, and by whom."""

    number: int
    customer: Customer


ORDERS = [
    Order(1001, Customer("Ada Lovelace", Address("12 St James's Square", "London"))),
    Order(1002, Customer("Grace Hopper")),
]


def labels(orders: list[Order]) -> list[str]:
    """Return one label for each order."""
    return [label(order) for order in orders]


def label(order: Order) -> str:
    """Return the text on the parcel."""
    return f"{order.customer.name}, {order.customer.address.city}"
